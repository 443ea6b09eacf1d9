import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import OpenAI from 'openai';
import { zodFunction, zodResponseFormat } from 'openai/helpers/zod';
import type { ChatCompletionCreateParamsNonStreaming, ChatCompletionMessageParam } from 'openai/resources';
import { z } from 'zod';
import { apiKey, baseURL, bothAlways, first, imageOf, png, reset, second, third, twoCities } from './support.js';

const client = new OpenAI({ apiKey, baseURL, maxRetries: 0, timeout: 20_000 });
const messages: ChatCompletionMessageParam[] = [{ role: 'user', content: 'hello' }];
const hello = { model: 'default', messages };
const city = z.object({ city: z.string() });
const weather = zodFunction({ name: 'weather', description: 'The weather in a city', parameters: city });

const fails = async (
  type: abstract new (...args: never[]) => Error,
  expected: { status: number; code: string; param?: string },
  request: ChatCompletionCreateParamsNonStreaming = hello,
  options: { headers?: Record<string, string> } = {},
) => {
  for (const stream of [false, true]) {
    await assert.rejects(client.chat.completions.create({ ...request, stream }, options), (error) => {
      assert.ok(error instanceof OpenAI.APIError && error instanceof type, String(error));
      assert.equal(error.status, expected.status);
      assert.equal(error.code, expected.code);
      if (expected.param) assert.equal(error.param, expected.param);
      assert.match(error.requestID ?? '', /^req_/);
      return true;
    });
  }
};

beforeEach(reset);

test('call', async () => {
  const { data, response, request_id } = await client.chat.completions.create(hello).withResponse();

  assert.equal(data.object, 'chat.completion');
  assert.equal(data.choices[0]?.message.content, 'Hello from the first.');
  assert.equal(data.choices[0].finish_reason, 'stop');
  assert.equal(response.headers.get('x-llm-failover-provider'), 'first');
  assert.match(request_id ?? '', /^req_/);
});

test('call that the first provider fails', async () => {
  await first.always({ behavior: 'overloaded' });

  const { data, response } = await client.chat.completions.create(hello).withResponse();

  assert.equal(data.choices[0]?.message.content, 'Hello from the second.');
  assert.equal(data.model, (await second.lastReceived()).model);
  assert.equal(response.headers.get('x-llm-failover-attempts'), '2');
});

test('call of a chain by its name', async () => {
  const answer = await client.chat.completions.create({ ...hello, model: 'reverse' });

  assert.equal(answer.choices[0]?.message.content, 'Hello from the second.');
});

test('usage of a call', async () => {
  const answer = await client.chat.completions.create(hello);

  assert.deepEqual(
    [answer.usage?.prompt_tokens, answer.usage?.completion_tokens, answer.usage?.total_tokens],
    [11, 7, 18],
  );
});

test('stream', async () => {
  let text = '';
  const roles = [];
  const reasons = [];
  for await (const chunk of await client.chat.completions.create({ ...hello, stream: true })) {
    assert.equal(chunk.object, 'chat.completion.chunk');
    assert.equal(chunk.usage, undefined);
    const choice = chunk.choices[0];
    text += choice?.delta.content ?? '';
    if (choice?.delta.role) roles.push(choice.delta.role);
    if (choice?.finish_reason) reasons.push(choice.finish_reason);
  }
  assert.equal(text, 'Hello from the first.');
  assert.deepEqual(roles, ['assistant']);
  assert.deepEqual(reasons, ['stop']);
});

test('stream that another provider carries on', async () => {
  await first.next({ behavior: 'resetAfterTokens', tokens: 2 });
  const answer = await client.chat.completions.stream(hello).finalChatCompletion();

  assert.equal(answer.choices[0]?.message.content, 'Hello from the second.');
});

test('usage of a stream', async () => {
  const chunks = [];
  const stream = await client.chat.completions.create({
    ...hello,
    stream: true,
    stream_options: { include_usage: true },
  });
  for await (const chunk of stream) chunks.push(chunk);

  const last = chunks.pop();
  assert.deepEqual(last?.choices, []);
  assert.deepEqual([last?.usage?.prompt_tokens, last?.usage?.completion_tokens, last?.usage?.total_tokens], [11, 7, 18]);
  assert.ok(chunks.every((chunk) => chunk.usage === null));
});

for (const streamed of [false, true]) {
  const how = streamed ? 'streamed' : 'whole';

  test(`two parallel tool calls in a loop, ${how}`, async () => {
    await first.answers(twoCities);
    const talk = [...messages];
    const turn = () =>
      streamed
        ? client.chat.completions.stream({ model: 'default', messages: talk, tools: [weather] }).finalChatCompletion()
        : client.chat.completions.parse({ model: 'default', messages: talk, tools: [weather] });
    const answer = await turn();
    const called = answer.choices[0];
    assert.equal(called?.finish_reason, 'tool_calls');
    const calls = called.message.tool_calls ?? [];
    assert.deepEqual(
      calls.map((call) => call.type === 'function' && call.function.parsed_arguments),
      [{ city: 'Oslo' }, { city: 'Bonn' }],
    );
    assert.equal(new Set(calls.map((call) => call.id)).size, 2);

    talk.push(called.message);
    for (const call of calls) talk.push({ role: 'tool', tool_call_id: call.id, content: `sunny: ${call.id}` });
    await first.answers({ text: 'It is sunny in both.' });
    assert.equal((await turn()).choices[0]?.message.content, 'It is sunny in both.');

    const got = await first.lastReceived();
    assert.deepEqual(got.messages.map((message) => message.role), ['user', 'assistant', 'tool', 'tool']);
    assert.deepEqual(got.messages[1]?.tool_calls?.map((call) => call.id), calls.map((call) => call.id));
    assert.deepEqual(got.messages.slice(2).map((message) => message.tool_call_id), calls.map((call) => call.id));
  });

  test(`tools that the package runs by itself, ${how}`, async () => {
    await first.answers(twoCities);
    const asked: string[] = [];
    const tool = zodFunction({
      name: 'weather',
      parameters: city,
      function: async (at) => {
        asked.push(at.city);
        await first.answers({ text: 'It is sunny in both.' });
        return 'sunny';
      },
    });
    const request = { ...hello, tools: [tool] };
    const runner = streamed
      ? client.chat.completions.runTools({ ...request, stream: true })
      : client.chat.completions.runTools(request);

    assert.equal(await runner.finalContent(), 'It is sunny in both.');
    assert.deepEqual(asked, ['Oslo', 'Bonn']);
  });

  test(`structured output, ${how}`, async () => {
    await first.answers({ json: { city: 'Oslo' } });
    const request = { ...hello, response_format: zodResponseFormat(city, 'a_city') };

    const answer = streamed
      ? await client.chat.completions.stream(request).finalChatCompletion()
      : await client.chat.completions.parse(request);

    assert.deepEqual(answer.choices[0]?.message.parsed, { city: 'Oslo' });
    assert.deepEqual((await first.lastReceived()).response_format, request.response_format);
  });

  test(`refusal, ${how}`, async () => {
    await first.answers({ refusal: 'I cannot help with that.' });
    const request = { ...hello, response_format: zodResponseFormat(city, 'a_city') };

    const answer = streamed
      ? await client.chat.completions.stream(request).finalChatCompletion()
      : await client.chat.completions.parse(request);

    assert.equal(answer.choices[0]?.message.refusal, 'I cannot help with that.');
    assert.equal(answer.choices[0].message.parsed, null);
  });

  test(`image, ${how}`, async () => {
    const url = `data:image/png;base64,${png}`;
    const request = {
      model: 'default',
      messages: [
        {
          role: 'user' as const,
          content: [
            { type: 'text' as const, text: 'What is this?' },
            { type: 'image_url' as const, image_url: { url } },
          ],
        },
      ],
    };

    await (streamed
      ? client.chat.completions.stream(request).finalChatCompletion()
      : client.chat.completions.create(request));

    assert.equal(imageOf(await first.lastReceived()), url);
  });
}

test('abort of a stream in the middle', async () => {
  await first.next({ behavior: 'hangAfterTokens', tokens: 1 });
  const stream = await client.chat.completions.create({ ...hello, stream: true });
  for await (const chunk of stream) {
    if (chunk.choices[0]?.delta.content) stream.controller.abort();
  }
  await first.released();
});

test('a stream that is left by a break', async () => {
  await first.next({ behavior: 'hangAfterTokens', tokens: 1 });
  for await (const chunk of await client.chat.completions.create({ ...hello, stream: true })) {
    if (chunk.choices[0]?.delta.content) break;
  }
  await first.released();
});

test('abort of a call', async () => {
  await first.next({ behavior: 'hangBeforeHeaders' });
  const abort = new AbortController();
  const call = client.chat.completions.create(hello, { signal: abort.signal });
  const left = assert.rejects(call, OpenAI.APIUserAbortError);
  await first.busy();
  abort.abort();
  await left;
  await first.released();
  assert.deepEqual(await second.received(), []);
});

test('a time-out of the client', async () => {
  await first.next({ behavior: 'hangBeforeHeaders' });
  await assert.rejects(client.chat.completions.create(hello, { timeout: 300 }), OpenAI.APIConnectionTimeoutError);
  await first.released();
});

test('errors of the request are typed exceptions', async () => {
  await fails(
    OpenAI.BadRequestError,
    { status: 400, code: 'invalid_value', param: 'messages' },
    { model: 'default', messages: [] },
  );
  await bothAlways({ behavior: 'contextTooLong' });
  await fails(OpenAI.BadRequestError, { status: 400, code: 'context_length_exceeded', param: 'messages' });
  await bothAlways({ behavior: 'contentFiltered' });
  await fails(OpenAI.BadRequestError, { status: 400, code: 'content_policy_violation' });
  await bothAlways({ behavior: 'invalidRequest' });
  await fails(OpenAI.BadRequestError, { status: 400, code: 'invalid_request' });
  await bothAlways({ behavior: 'modelNotFound' });
  await fails(OpenAI.NotFoundError, { status: 404, code: 'model_not_found', param: 'model' });
});

test('a wrong key is a typed exception', async () => {
  const stranger = client.withOptions({ apiKey: 'not-a-key' });
  for (const call of [() => stranger.chat.completions.create(hello), () => stranger.models.list()]) {
    await assert.rejects(async () => await call(), (error) => {
      assert.ok(error instanceof OpenAI.AuthenticationError);
      assert.equal(error.code, 'invalid_api_key');
      return true;
    });
  }
});

test('a body that is too long is a typed exception', async () => {
  const long = client.chat.completions.create({
    model: 'default',
    messages: [{ role: 'user', content: 'x'.repeat(3_000_000) }],
  });
  await assert.rejects(long, (error) => {
    assert.ok(error instanceof OpenAI.APIError, String(error));
    assert.equal(error.status, 413);
    assert.equal(error.code, 'request_too_large');
    return true;
  });
});

test('errors of the providers are typed exceptions', async () => {
  await bothAlways({ behavior: 'overloaded' });
  await fails(OpenAI.InternalServerError, { status: 503, code: 'all_providers_failed' });
  await bothAlways({ behavior: 'serverError' });
  await fails(OpenAI.InternalServerError, { status: 502, code: 'all_providers_failed' });
  await bothAlways({ behavior: 'hangBeforeHeaders' });
  await fails(OpenAI.InternalServerError, { status: 504, code: 'deadline_exceeded' }, hello, {
    headers: { 'x-llm-failover-deadline-ms': '300' },
  });
});

test('a rate limit is a typed exception that says when to come back', async () => {
  await third.always({ behavior: 'rateLimited', retryAfter: '300s' });
  for (const stream of [false, true]) {
    await assert.rejects(client.chat.completions.create({ ...hello, model: 'alone', stream }), (error) => {
      assert.ok(error instanceof OpenAI.RateLimitError, String(error));
      assert.equal(error.code, 'rate_limit_exceeded');
      const seconds = Number(error.headers.get('retry-after'));
      assert.ok(seconds > 200 && seconds <= 300, String(seconds));
      return true;
    });
  }
  assert.equal((await third.received()).length, 1);
});

test('a stream that breaks for good is an exception, never a short answer', async () => {
  await first.always({ behavior: 'resetAfterTokens', tokens: 2 });
  const headers = { 'x-llm-failover-on-interruption': 'fail' };
  const stream = await client.chat.completions.create({ ...hello, stream: true }, { headers });
  await assert.rejects(
    async () => {
      for await (const chunk of stream) assert.ok(chunk);
    },
    (error) => error instanceof OpenAI.APIError && error.code === 'stream_interrupted',
  );
  await assert.rejects(client.chat.completions.stream(hello, { headers }).finalContent(), OpenAI.OpenAIError);
});

test('models', async () => {
  const ids = [];
  for await (const model of client.models.list()) ids.push(model.id);
  assert.deepEqual(ids, ['default', 'reverse', 'alone', 'gpt-first', 'gpt-second']);
  assert.equal((await client.models.retrieve('reverse')).object, 'model');
  await assert.rejects(client.models.retrieve('none'), OpenAI.NotFoundError);
});

test('what else programs send reaches a provider of the protocol', async () => {
  const { response } = await client.chat.completions
    .create({
      model: 'gpt-5-mini',
      messages: [
        { role: 'developer', content: [{ type: 'text', text: 'Be brief.' }] },
        { role: 'user', content: 'hello', name: 'ann' },
        {
          role: 'assistant',
          content: '',
          tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '' } }],
        },
        { role: 'tool', tool_call_id: 'call_1', content: [{ type: 'text', text: 'sunny' }] },
        { role: 'assistant', content: null, refusal: 'No.' },
        { role: 'user', content: [{ type: 'text', text: 'again' }] },
      ],
      max_completion_tokens: 100,
      reasoning_effort: 'low',
      verbosity: 'low',
      parallel_tool_calls: true,
      tools: [weather],
      tool_choice: 'auto',
      metadata: { case: 'one' },
      store: false,
      user: 'ann',
      seed: 7,
      logprobs: false,
      n: 1,
      stop: null,
      frequency_penalty: 0,
      prompt_cache_key: 'a',
      safety_identifier: 'b',
      service_tier: 'auto',
    })
    .withResponse();

  const got = await first.lastReceived();
  assert.equal(got.model, 'gpt-5-mini');
  assert.deepEqual(
    got.messages.map((message) => message.role),
    ['system', 'user', 'assistant', 'tool', 'assistant', 'user'],
  );
  assert.equal(got.max_completion_tokens, 100);
  assert.equal(got.max_tokens, undefined);
  assert.equal(got.reasoning_effort, 'low');
  assert.deepEqual(got.metadata, { case: 'one' });
  assert.deepEqual(got.tools, JSON.parse(JSON.stringify([weather])));
  assert.match(response.headers.get('x-llm-failover-ignored') ?? '', /reasoning_effort/);
});

test('many requests at a time over kept connections', async () => {
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      i % 2 === 0
        ? client.chat.completions.create(hello)
        : client.chat.completions.stream(hello).finalChatCompletion(),
    ),
  );
  assert.ok(answers.every((answer) => answer.choices[0]?.message.content === 'Hello from the first.'));
});
