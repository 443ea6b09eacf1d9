import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { type AIMessageChunk, HumanMessage } from '@langchain/core/messages';
import { ChatOpenAI, type ChatOpenAIFields } from '@langchain/openai';
import { createAgent, tool } from 'langchain';
import { APIError, AuthenticationError, BadRequestError, InternalServerError, RateLimitError } from 'openai';
import { z } from 'zod';
import { apiKey, baseURL, bothAlways, first, imageOf, png, reset, second, third, twoCities } from './support.js';

const chat = (fields: ChatOpenAIFields = {}, key = apiKey) =>
  new ChatOpenAI({ model: 'default', apiKey: key, maxRetries: 0, ...fields, configuration: { baseURL } });

const model = chat();

const weather = (asked: string[]) =>
  tool(
    async ({ city }) => {
      asked.push(city);
      await first.answers({ text: 'It is sunny in both.' });
      return `sunny in ${city}`;
    },
    { name: 'weather', description: 'The weather in a city', schema: z.object({ city: z.string() }) },
  );

const collected = async (stream: AsyncIterable<AIMessageChunk>): Promise<AIMessageChunk> => {
  let whole: AIMessageChunk | undefined;
  for await (const chunk of stream) whole = whole ? whole.concat(chunk) : chunk;
  assert.ok(whole);
  return whole;
};

const fails = async (call: Promise<unknown>, type: abstract new (...args: never[]) => Error, code: string) => {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof APIError && error instanceof type, String(error));
    assert.equal(error.code, code);
    return true;
  });
};

beforeEach(reset);

test('call', async () => {
  const answer = await model.invoke('hello');

  assert.equal(answer.text, 'Hello from the first.');
  assert.equal(answer.response_metadata.finish_reason, 'stop');
  assert.deepEqual([answer.usage_metadata?.input_tokens, answer.usage_metadata?.output_tokens], [11, 7]);
});

test('call that the first provider fails', async () => {
  await first.always({ behavior: 'overloaded' });

  const answer = await model.invoke('hello');

  assert.equal(answer.text, 'Hello from the second.');
  assert.equal(answer.response_metadata.model_name, (await second.lastReceived()).model);
});

test('stream', async () => {
  const answer = await collected(await model.stream('hello'));

  assert.equal(answer.text, 'Hello from the first.');
  assert.deepEqual([answer.usage_metadata?.input_tokens, answer.usage_metadata?.output_tokens], [11, 7]);
});

test('stream that another provider carries on', async () => {
  await first.next({ behavior: 'resetAfterTokens', tokens: 2 });

  assert.equal((await collected(await model.stream('hello'))).text, 'Hello from the second.');
});

test('two parallel tool calls', async () => {
  await first.answers(twoCities);
  const bound = model.bindTools([weather([])]);
  const cities = [{ city: 'Oslo' }, { city: 'Bonn' }];

  const answer = await bound.invoke('hello');
  assert.deepEqual(answer.tool_calls?.map((call) => call.args), cities);
  const streamed = await collected(await bound.stream('hello'));
  assert.deepEqual(streamed.tool_calls?.map((call) => call.args), cities);
});

test('an agent with two parallel tool calls in a loop', async () => {
  await first.answers(twoCities);
  const asked: string[] = [];
  const agent = createAgent({ model, tools: [weather(asked)] });

  const { messages } = await agent.invoke({ messages: [new HumanMessage('How is the weather?')] });

  assert.equal(messages.at(-1)?.text, 'It is sunny in both.');
  assert.deepEqual(asked.sort(), ['Bonn', 'Oslo']);
  const got = await first.lastReceived();
  assert.deepEqual(got.messages.map((message) => message.role), ['user', 'assistant', 'tool', 'tool']);
  assert.deepEqual(
    got.messages[1]?.tool_calls?.map((call) => call.id),
    got.messages.slice(2).map((message) => message.tool_call_id),
  );
});

test('structured output', async () => {
  await first.answers({ json: { city: 'Oslo' } });

  const structured = model.withStructuredOutput(z.object({ city: z.string() }), { name: 'a_city', method: 'jsonSchema' });

  assert.deepEqual(await structured.invoke('hello'), { city: 'Oslo' });
  const format = (await first.lastReceived()).response_format as { type: string };
  assert.equal(format.type, 'json_schema');
});

test('image', async () => {
  const url = `data:image/png;base64,${png}`;
  await model.invoke([
    new HumanMessage({
      content: [
        { type: 'text', text: 'What is this?' },
        { type: 'image_url', image_url: { url } },
      ],
    }),
  ]);

  assert.equal(imageOf(await first.lastReceived()), url);
});

test('abort of a stream in the middle', async () => {
  await first.next({ behavior: 'hangAfterTokens', tokens: 1 });
  const abort = new AbortController();

  await assert.rejects(async () => {
    for await (const chunk of await model.stream('hello', { signal: abort.signal })) {
      if (chunk.text) abort.abort();
    }
  });

  await first.released();
  assert.deepEqual(await second.received(), []);
});

test('a stream that is left by a break', async () => {
  await first.next({ behavior: 'hangAfterTokens', tokens: 1 });
  for await (const chunk of await model.stream('hello')) {
    if (chunk.text) break;
  }
  await first.released();
});

test('errors are typed exceptions', async () => {
  await fails(chat({}, 'not-a-key').invoke('hello'), AuthenticationError, 'invalid_api_key');
  await bothAlways({ behavior: 'contentFiltered' });
  await fails(model.invoke('hello'), BadRequestError, 'content_policy_violation');
  await bothAlways({ behavior: 'overloaded' });
  await fails(model.invoke('hello'), InternalServerError, 'all_providers_failed');
  await third.always({ behavior: 'rateLimited', retryAfter: '300s' });
  await fails(chat({ model: 'alone' }).invoke('hello'), RateLimitError, 'rate_limit_exceeded');
});

test('a context that is too long is the error that the package has for it', async () => {
  await bothAlways({ behavior: 'contextTooLong' });
  await assert.rejects(model.invoke('hello'), (error) => {
    assert.ok(error instanceof Error);
    assert.match(error.name + error.message, /context/i);
    return true;
  });
});

test('a stream that breaks for good is an exception, never a short answer', async () => {
  await first.always({ behavior: 'resetAfterTokens', tokens: 2 });
  const strict = new ChatOpenAI({
    model: 'default',
    apiKey,
    maxRetries: 0,
    configuration: { baseURL, defaultHeaders: { 'x-llm-failover-on-interruption': 'fail' } },
  });

  await assert.rejects(
    async () => collected(await strict.stream('hello')),
    (error) => error instanceof APIError && error.code === 'stream_interrupted',
  );
});
