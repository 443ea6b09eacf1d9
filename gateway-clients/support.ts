// What the suites share: GATEWAY_URL is the gateway's base URL with /v1, and CONTROL_URL the control of the simulated
// providers behind it, by which a suite says how they answer and asks what they got.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

const setting = (name: string): string => {
  const value = process.env[name];
  assert.ok(value, `The environment variable ${name} is not set`);
  return value;
};

export const baseURL = setting('GATEWAY_URL');
export const apiKey = setting('GATEWAY_KEY');
const control = setting('CONTROL_URL');

/** A message as it arrived at a provider. */
export interface ReceivedMessage {
  role: string;
  content?: unknown;
  tool_call_id?: string;
  tool_calls?: { id: string; function: { name: string; arguments: string } }[];
}

/** The body of a request as it arrived at a provider. */
export interface Received {
  [field: string]: unknown;
  model: string;
  messages: ReceivedMessage[];
}

type Behavior = { behavior: string; [argument: string]: unknown };

/** A provider behind the gateway. */
export class Provider {
  constructor(private readonly name: string) {}

  private async ask<T>(method: string, command: string, body?: unknown): Promise<T> {
    const response = await fetch(`${control}/providers/${this.name}${command}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = await response.text();
    assert.equal(response.status, 200, answer);
    return JSON.parse(answer) as T;
  }

  answers(answer: object): Promise<unknown> {
    return this.ask('POST', '/answers', answer);
  }

  always(behavior: Behavior): Promise<unknown> {
    return this.ask('POST', '/always', behavior);
  }

  next(behavior: Behavior): Promise<unknown> {
    return this.ask('POST', '/next', behavior);
  }

  heal(): Promise<unknown> {
    return this.ask('POST', '/heal');
  }

  async received(): Promise<Received[]> {
    const requests = await this.ask<{ body: Received }[]>('GET', '/requests');
    return requests.map((request) => request.body);
  }

  async lastReceived(): Promise<Received> {
    const last = (await this.received()).at(-1);
    assert.ok(last, `${this.name} got no request`);
    return last;
  }

  /** Waits until a request is being answered. */
  async busy(): Promise<void> {
    await this.until((open) => open > 0, 'got no request');
  }

  /** Waits until no request is being answered any more. */
  async released(): Promise<void> {
    await this.until((open) => open === 0, 'still answers a request that its client has left');
  }

  private async until(condition: (open: number) => boolean, otherwise: string): Promise<void> {
    for (let tries = 0; tries < 1000; tries++) {
      const { openExchanges } = await this.ask<{ openExchanges: number }>('GET', '');
      if (condition(openExchanges)) return;
      await delay(10);
    }
    assert.fail(`${this.name} ${otherwise}`);
  }

  async reset(): Promise<void> {
    await this.heal();
    await this.ask('DELETE', '/requests');
    await this.answers({ text: `Hello from the ${this.name}.`, usage: { input: 11, output: 7 } });
  }
}

export const first = new Provider('first');
export const second = new Provider('second');

/** The only provider of the chain `alone`: what becomes of it, such as a rest, is nobody else's. */
export const third = new Provider('third');

export const reset = async (): Promise<void> => {
  await Promise.all([first, second, third].map((provider) => provider.reset()));
};

export const bothAlways = async (behavior: Behavior): Promise<void> => {
  await first.always(behavior);
  await second.always(behavior);
};

export const twoCities = {
  toolCalls: [
    { name: 'weather', arguments: { city: 'Oslo' } },
    { name: 'weather', arguments: { city: 'Bonn' } },
  ],
};

/** A picture of one pixel. */
export const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** The address of the image in a request that a provider got. */
export const imageOf = (request: Received): unknown => {
  for (const message of request.messages) {
    if (!Array.isArray(message.content)) continue;
    for (const part of message.content as { type: string; image_url?: { url: string } }[]) {
      if (part.type === 'image_url') return part.image_url?.url;
    }
  }
  return undefined;
};
