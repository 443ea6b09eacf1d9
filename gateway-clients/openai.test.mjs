// The official openai package against a running gateway: GATEWAY_URL is its base URL with /v1, and BREAK_URL takes a POST
// that says how the provider behaves next.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

const modules = process.env.OPENAI_NODE_MODULES ?? path.join(import.meta.dirname, 'node_modules');
const resolve = createRequire(path.join(modules, 'x.js')).resolve;
const { default: OpenAI } = await import(pathToFileURL(resolve('openai')));

const client = new OpenAI({ apiKey: 'a-key', baseURL: process.env.GATEWAY_URL, maxRetries: 0, timeout: 20_000 });
const behave = async (how) => {
  const response = await fetch(`${process.env.BREAK_URL}/${how}`, { method: 'POST' });
  assert.equal(response.status, 204);
};
const ask = (more) => ({ model: 'default', messages: [{ role: 'user', content: 'hello' }], ...more });
const weather = {
  type: 'function',
  function: {
    name: 'weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

test('call', async () => {
  await behave('text');
  const { data, response, request_id } = await client.chat.completions.create(ask({})).withResponse();
  assert.equal(data.choices[0].message.content, 'Hello from the first.');
  assert.equal(data.choices[0].finish_reason, 'stop');
  assert.ok(data.usage.total_tokens > 0);
  assert.equal(response.headers.get('x-llm-failover-provider'), 'first');
  assert.match(request_id, /^req_/);
});

test('stream with usage', async () => {
  await behave('text');
  const stream = await client.chat.completions.create(ask({ stream: true, stream_options: { include_usage: true } }));
  let text = '';
  let usage;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta?.content ?? '';
    usage = chunk.usage ?? usage;
  }
  assert.equal(text, 'Hello from the first.');
  assert.ok(usage.total_tokens > 0);
});

for (const streamed of [false, true]) {
  test(`two parallel tool calls in a loop, ${streamed ? 'streamed' : 'whole'}`, async () => {
    await behave('tools');
    const messages = [{ role: 'user', content: 'hello' }];
    const turn = () =>
      streamed
        ? client.chat.completions.stream({ model: 'default', messages, tools: [weather] }).finalChatCompletion()
        : client.chat.completions.create({ model: 'default', messages, tools: [weather] });
    let answer = await turn();
    assert.equal(answer.choices[0].finish_reason, 'tool_calls');
    const calls = answer.choices[0].message.tool_calls;
    assert.deepEqual(calls.map((call) => JSON.parse(call.function.arguments).city), ['Oslo', 'Bonn']);
    messages.push(answer.choices[0].message);
    for (const call of calls) {
      messages.push({ role: 'tool', tool_call_id: call.id, content: 'sunny' });
    }
    answer = await turn();
    assert.equal(answer.choices[0].message.content, 'It is sunny in both.');
  });
}

test('structured output', async () => {
  await behave('json');
  const answer = await client.chat.completions.parse(
    ask({
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'city',
          strict: true,
          schema: {
            type: 'object',
            properties: { city: { type: 'string' } },
            required: ['city'],
            additionalProperties: false,
          },
        },
      },
    }),
  );
  assert.deepEqual(JSON.parse(answer.choices[0].message.content), { city: 'Oslo' });
});

test('abort in the middle', async () => {
  await behave('hang');
  const stream = await client.chat.completions.create(ask({ stream: true }));
  for await (const chunk of stream) {
    if (chunk.choices[0]?.delta?.content) {
      stream.controller.abort();
    }
  }
  await behave('released');
});

test('errors are typed exceptions', async () => {
  await behave('context-too-long');
  await assert.rejects(
    client.chat.completions.create(ask({})),
    (error) => error instanceof OpenAI.BadRequestError && error.code === 'context_length_exceeded',
  );
  await behave('overloaded');
  await assert.rejects(
    client.chat.completions.create(ask({ stream: true })),
    (error) => error instanceof OpenAI.InternalServerError && error.status === 503,
  );
  await behave('text');
  await assert.rejects(
    client.chat.completions.create({ model: 'default', messages: [] }),
    (error) => error instanceof OpenAI.BadRequestError,
  );
});

test('a stream that breaks for good is an exception, never a short answer', async () => {
  await behave('break');
  const stream = await client.chat.completions.create(ask({ stream: true }), {
    headers: { 'x-llm-failover-on-interruption': 'fail' },
  });
  await assert.rejects(async () => {
    for await (const chunk of stream) assert.ok(chunk);
  }, OpenAI.APIError);
});

test('models', async () => {
  const ids = [];
  for await (const model of client.models.list()) ids.push(model.id);
  assert.deepEqual(ids, ['default', 'reverse', 'gpt-first', 'gpt-second']);
});
