import { request as httpRequest } from 'node:http';
import {
  buildDelivery,
  type Change,
  type ChangeNumber,
  messageChange,
  serializeLikeMeta,
  signLikeMeta,
  statusChange,
} from '@switchboard/meta-sandbox';
import { seedCustomers, seedNumbers } from '@switchboard/meta-sandbox/seeds';
import type { TestApi } from './testApi.js';

/** Two numbers of one WhatsApp account, and one of another business, in the sandbox's world. */
export const acmeNumber = seedNumbers.acmeFlowers;
export const secondNumber = seedNumbers.acmeSecond;
export const bicycleNumber = seedNumbers.blueBicycle;
export type TestNumber = ChangeNumber;

export const webhookPath = '/api/webhooks/whatsapp';
let made = 0;
export const newWamid = () => {
  made += 1;
  return `wamid.TEST${process.pid}x${made}`;
};

export interface Said {
  wamid?: string;
  from?: string;
  userId?: string | null;
  name?: string;
  number?: TestNumber;
  /** Seconds since the epoch. */
  at?: number;
  /** What stands in the message besides id, sender, time and type. */
  message?: { type: string } & Record<string, unknown>;
}

const seconds = (date: Date) => Math.floor(date.getTime() / 1000);

/** A customer's message as Meta puts it. */
export function said(text: string, over: Said = {}): Change {
  const { wamid = newWamid(), from = seedCustomers.ana.waId, userId = null, name = 'Ana', number = acmeNumber } = over;
  const { at = seconds(new Date()), message = { type: 'text', text: { body: text } } } = over;
  const who = { ...(from ? { wa_id: from } : {}), ...(userId ? { user_id: userId } : {}) };
  const sender = { ...(from ? { from } : {}), ...(userId ? { from_user_id: userId } : {}) };
  return messageChange({
    number,
    contacts: [{ profile: { name }, ...who }],
    messages: [{ ...sender, id: wamid, timestamp: String(at), ...message }],
  });
}

/** What became of a message of the business. */
export function became(
  wamid: string,
  status: string,
  over: { number?: TestNumber; at?: number; to?: string; more?: object } = {},
): Change {
  const { number = acmeNumber, at = seconds(new Date()), to = seedCustomers.ana.waId, more = {} } = over;
  return statusChange({ number, statuses: [{ id: wamid, status, timestamp: String(at), recipient_id: to, ...more }] });
}

export interface Answer {
  status: number;
  body: string;
  headers: Record<string, unknown>;
}

/** Posts bytes as they are, with exactly these headers. */
export function post(url: string, body: Buffer, headers: Record<string, string | string[]>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const req = httpRequest(`${url}${webhookPath}`, { method: 'POST', headers, agent: false }, (res) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('end', () =>
        resolve({ status: res.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8'), headers: res.headers }),
      );
      res.on('error', reject);
    });
    req.on('error', reject);
    req.end(body);
  });
}

export const signedHeaders = (body: Buffer, appSecret: string) => ({
  'content-type': 'application/json',
  'content-length': String(body.length),
  'x-hub-signature-256': signLikeMeta(body, appSecret),
});

/** Meta, delivering to one API: signs as Meta does, and waits until what it said is in its place. */
export function metaFor(api: TestApi, url: string) {
  const postRaw = (body: Buffer) => post(url, body, signedHeaders(body, api.sandbox.appSecret));
  return {
    postRaw,
    /** One POST with all of these. */
    async deliver(...changes: Change[]): Promise<Answer> {
      const answer = await postRaw(serializeLikeMeta(buildDelivery(changes)));
      await api.app.drainDeliveries();
      return answer;
    },
  };
}
export type Meta = ReturnType<typeof metaFor>;
