import type { IssueCodeInput, SandboxOptions } from '../src/index.js';
import { seedNumbers, seedWabas } from '../src/seeds.js';
import { type GraphAnswer, TestSandbox } from './client.js';
import { Receiver } from './receiver.js';

/** Acme Flowers' first number. */
export const acme = seedWabas.acmeFlowers.id;
export const acmeNumber = seedNumbers.acmeFlowers.id;

/** A sandbox whose webhooks arrive at a receiver, with a token that may send. */
export class MessagingTest {
  readonly meta: TestSandbox;
  readonly receiver: Receiver;
  token = '';

  private constructor(meta: TestSandbox, receiver: Receiver) {
    this.meta = meta;
    this.receiver = receiver;
  }

  static async start(options: SandboxOptions = {}): Promise<MessagingTest> {
    const receiver = await Receiver.start();
    const webhook = { url: receiver.url, verifyToken: receiver.verifyToken };
    const sender = { firstRetryMs: 5, giveUpAfterMs: 400 };
    return new MessagingTest(await TestSandbox.start({ webhook, sender, ...options }), receiver);
  }

  get sandbox() {
    return this.meta.sandbox;
  }

  /** Back to the beginning, with Acme Flowers connected and subscribed. */
  async restart(grant: IssueCodeInput = {}): Promise<void> {
    this.sandbox.reset();
    this.receiver.clear();
    this.token = await this.meta.token(grant);
    await this.meta.post(`${acme}/subscribed_apps`, { token: this.token });
  }

  async stop(): Promise<void> {
    await this.sandbox.stop();
    await this.receiver.stop();
  }

  /** A customer writes to Acme Flowers. Gives the wamid. */
  writes(body: string, customerId = 'ana'): string {
    return this.sandbox.customerWrites({ customerId, phoneNumberId: acmeNumber, content: { type: 'text', body } });
  }

  /** A call to the send edge; the envelope is filled in. */
  send(body: Record<string, unknown>, phoneNumberId = acmeNumber): Promise<GraphAnswer> {
    return this.meta.post(`${phoneNumberId}/messages`, {
      token: this.token,
      body: { messaging_product: 'whatsapp', ...body },
    });
  }

  sendText(body: string, to = '+15550190001'): Promise<GraphAnswer> {
    return this.send({ to, type: 'text', text: { body } });
  }
}

/** The id of the message that a send call was told. */
export function readSentWamid({ status, body }: GraphAnswer): string {
  const [message] = Array.isArray(body.messages) ? body.messages : [];
  if (status !== 200 || typeof message?.id !== 'string') throw new Error(`Not accepted: ${JSON.stringify(body)}`);
  return message.id;
}
