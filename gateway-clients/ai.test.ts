import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, generateText, Output, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';
import { apiKey, baseURL, bothAlways, first, imageOf, png, reset, second, third, twoCities } from './support.js';

// Both ways that the package has to such an address: the one for any provider of the protocol, and OpenAI's own.
const compatible = createOpenAICompatible({
  name: 'gateway',
  baseURL,
  apiKey,
  includeUsage: true,
  supportsStructuredOutputs: true,
});
const openai = createOpenAI({ baseURL, apiKey });
const models = { compatible: compatible('default'), openai: openai.chat('default') };

const hello = { prompt: 'hello', maxRetries: 0 };

const isAPICallError = (status: number, code: string) => (error: unknown) => {
  assert.ok(APICallError.isInstance(error), String(error));
  assert.equal(error.statusCode, status);
  assert.equal(JSON.parse(error.responseBody ?? '').error.code, code);
  return true;
};

beforeEach(reset);

for (const [name, model] of Object.entries(models)) {
  const weather = (asked: string[]) =>
    tool({
      description: 'The weather in a city',
      inputSchema: z.object({ city: z.string() }),
      execute: async ({ city }) => {
        asked.push(city);
        await first.answers({ text: 'It is sunny in both.' });
        return `sunny in ${city}`;
      },
    });

  test(`call, ${name}`, async () => {
    const answer = await generateText({ model, ...hello });

    assert.equal(answer.text, 'Hello from the first.');
    assert.equal(answer.finishReason, 'stop');
    assert.deepEqual([answer.usage.inputTokens, answer.usage.outputTokens], [11, 7]);
    assert.equal(answer.response.headers?.['x-llm-failover-provider'], 'first');
  });

  test(`call that the first provider fails, ${name}`, async () => {
    await first.always({ behavior: 'overloaded' });

    const answer = await generateText({ model, ...hello });

    assert.equal(answer.text, 'Hello from the second.');
    assert.equal(answer.response.modelId, (await second.lastReceived()).model);
  });

  test(`stream, ${name}`, async () => {
    const stream = streamText({ model, ...hello });
    let text = '';
    for await (const part of stream.textStream) text += part;

    assert.equal(text, 'Hello from the first.');
    assert.equal(await stream.finishReason, 'stop');
    const usage = await stream.usage;
    assert.deepEqual([usage.inputTokens, usage.outputTokens], [11, 7]);
  });

  test(`stream that another provider carries on, ${name}`, async () => {
    await first.next({ behavior: 'resetAfterTokens', tokens: 2 });

    assert.equal(await streamText({ model, ...hello }).text, 'Hello from the second.');
  });

  test(`two parallel tool calls in a loop, whole, ${name}`, async () => {
    await first.answers(twoCities);
    const asked: string[] = [];

    const answer = await generateText({
      model,
      ...hello,
      tools: { weather: weather(asked) },
      stopWhen: stepCountIs(3),
    });

    assert.equal(answer.text, 'It is sunny in both.');
    assert.deepEqual(asked, ['Oslo', 'Bonn']);
    await assertToolRound();
  });

  test(`two parallel tool calls in a loop, streamed, ${name}`, async () => {
    await first.answers(twoCities);
    const asked: string[] = [];

    const stream = streamText({ model, ...hello, tools: { weather: weather(asked) }, stopWhen: stepCountIs(3) });

    assert.equal(await stream.text, 'It is sunny in both.');
    assert.deepEqual(asked, ['Oslo', 'Bonn']);
    await assertToolRound();
  });

  test(`structured output, ${name}`, async () => {
    await first.answers({ json: { city: 'Oslo' } });
    const output = Output.object({ schema: z.object({ city: z.string() }) });

    assert.deepEqual((await generateText({ model, ...hello, output })).output, { city: 'Oslo' });
    assert.deepEqual(await streamText({ model, ...hello, output }).output, { city: 'Oslo' });
    const format = (await first.lastReceived()).response_format as { type: string };
    assert.equal(format.type, 'json_schema');
  });

  test(`image, ${name}`, async () => {
    await generateText({
      model,
      maxRetries: 0,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image', image: Buffer.from(png, 'base64'), mediaType: 'image/png' },
          ],
        },
      ],
    });

    assert.equal(imageOf(await first.lastReceived()), `data:image/png;base64,${png}`);
  });

  test(`abort in the middle, ${name}`, async () => {
    await first.next({ behavior: 'hangAfterTokens', tokens: 1 });
    const abort = new AbortController();
    const stream = streamText({ model, ...hello, abortSignal: abort.signal });
    const parts: string[] = [];
    for await (const part of stream.fullStream) {
      parts.push(part.type);
      if (part.type === 'text-delta') abort.abort();
    }

    assert.ok(parts.includes('abort'), String(parts));
    await first.released();
    assert.deepEqual(await second.received(), []);
  });

  test(`errors are typed exceptions, ${name}`, async () => {
    await bothAlways({ behavior: 'contextTooLong' });
    await assert.rejects(generateText({ model, ...hello }), isAPICallError(400, 'context_length_exceeded'));
    await bothAlways({ behavior: 'contentFiltered' });
    await assert.rejects(generateText({ model, ...hello }), isAPICallError(400, 'content_policy_violation'));
    await bothAlways({ behavior: 'overloaded' });
    await assert.rejects(generateText({ model, ...hello }), isAPICallError(503, 'all_providers_failed'));
  });

  test(`stream that breaks for good is an error, never a short answer, ${name}`, async () => {
    await first.always({ behavior: 'resetAfterTokens', tokens: 2 });
    const headers = { 'x-llm-failover-on-interruption': 'fail' };
    const told: unknown[] = [];
    const stream = streamText({ model, ...hello, headers, onError: ({ error }) => void told.push(error) });
    const parts: string[] = [];
    for await (const part of stream.fullStream) parts.push(part.type);

    assert.ok(parts.includes('error'), String(parts));
    assert.equal(told.length, 1);
    assert.notEqual(await stream.finishReason, 'stop');
  });
}

test('a wrong key and a rate limit are typed exceptions', async () => {
  const stranger = createOpenAICompatible({ name: 'gateway', baseURL, apiKey: 'not-a-key' })('default');
  await assert.rejects(generateText({ model: stranger, ...hello }), isAPICallError(401, 'invalid_api_key'));

  await third.always({ behavior: 'rateLimited', retryAfter: '300s' });
  await assert.rejects(generateText({ model: compatible('alone'), ...hello }), (error) => {
    isAPICallError(429, 'rate_limit_exceeded')(error);
    assert.ok(APICallError.isInstance(error) && error.isRetryable);
    const seconds = Number(error.responseHeaders?.['retry-after']);
    assert.ok(seconds > 200 && seconds <= 300, String(seconds));
    return true;
  });
});

async function assertToolRound(): Promise<void> {
  const { messages } = await first.lastReceived();
  assert.deepEqual(
    messages.map((message) => message.role),
    ['user', 'assistant', 'tool', 'tool'],
  );
  assert.deepEqual(
    messages[1]?.tool_calls?.map((call) => call.id),
    messages.slice(2).map((message) => message.tool_call_id),
  );
}
