// slow-streams.mjs PORT HOW-MANY: that many streams at once; tells whether all came whole, and when their first text came.
import http from 'node:http';

const [port, count] = process.argv.slice(2).map(Number);
const body = JSON.stringify({ model: 'slow', stream: true, messages: [{ role: 'user', content: 'hello' }] });
const agent = new http.Agent({ maxSockets: Infinity });
const firsts = [];
const gaps = [];
let whole = 0;
const failures = {};
const fail = what => { failures[what] = (failures[what] ?? 0) + 1; };

const stream = () => new Promise(resolve => {
  const begun = performance.now();
  let last;
  let text = '';
  const request = http.request({
    host: '127.0.0.1', port, path: '/v1/chat/completions', method: 'POST', agent,
    headers: { 'Content-Type': 'application/json', 'Content-Length': body.length },
  }, response => {
    response.setEncoding('utf8').on('data', piece => {
      const now = performance.now();
      if (last) gaps.push(now - last); else firsts.push(now - begun);
      last = now;
      text += piece;
    }).on('close', () => {
      if (response.statusCode === 200 && text.endsWith('data: [DONE]\n\n')) whole++;
      else fail(`status ${response.statusCode} ${text.slice(-120)}`);
      resolve();
    });
  });
  request.on('error', error => { fail(error.code); resolve(); }).end(body);
});

const all = [];
for (let i = 0; i < count; i++) {
  all.push(stream());
  if (i % 50 === 49) await new Promise(resolve => setTimeout(resolve, 50));
}
await Promise.all(all);
const at = (values, part) => Math.round(values.sort((a, b) => a - b)[Math.floor((values.length - 1) * part)]);
console.log(`${whole} of ${count} whole; first text p50 ${at(firsts, 0.5)} ms, p99 ${at(firsts, 0.99)} ms; `
  + `between two pieces p50 ${at(gaps, 0.5)} ms, p99 ${at(gaps, 0.99)} ms`, failures);
