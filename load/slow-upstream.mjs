// A provider whose streams take their time: CHUNKS pieces, one each INTERVAL ms, on port 9400.
import http from 'node:http';

const chunks = Number(process.env.CHUNKS ?? 30);
const interval = Number(process.env.INTERVAL ?? 1000);
const event = (delta, reason) => `data: ${JSON.stringify({
  id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'gpt-load',
  choices: [{ index: 0, delta, finish_reason: reason }],
})}\n\n`;

http.createServer((request, response) => {
  request.resume();
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  response.write(event({ role: 'assistant', content: 'word0 ' }, null));
  let sent = 1;
  const timer = setInterval(() => {
    if (sent < chunks) {
      response.write(event({ content: `word${sent++} ` }, null));
    } else {
      clearInterval(timer);
      response.end(event({}, 'stop') + 'data: [DONE]\n\n');
    }
  }, interval);
  response.on('close', () => clearInterval(timer));
}).listen(9400, '127.0.0.1', 8192);
