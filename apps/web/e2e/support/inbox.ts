import { crc32, deflateSync } from 'node:zlib';
import { expect, type Locator, type Page } from '@playwright/test';
import { conversationRow } from './customers';
import { idleConnection, type Person, signUp } from './people';
import { world } from './sandbox';
import type { TestStack } from './stack';
import { CHAT } from './test';

type Api = <Reply>(path: string, data?: unknown) => Promise<Reply>;

/** The API as the person of this browser; with data it is posted. */
export async function createApi(page: Page): Promise<Api> {
  const renewed = await page.request.post('/api/auth/refresh', idleConnection);
  const { token } = (await renewed.json()) as { token: string };
  const headers = { authorization: `Bearer ${token}` };
  return async (path, data) => {
    const response = await (data === undefined
      ? page.request.get(`/api${path}`, { headers })
      : page.request.post(`/api${path}`, { headers, data }));
    if (!response.ok()) throw new Error(`${path}: ${response.status()} ${await response.text()}`);
    return response.json();
  };
}

/** Connects what Meta is said to have been asked for, without its window. */
export async function connectNumbers(page: Page, stack: TestStack, wabaIds: readonly string[]): Promise<void> {
  const api = await createApi(page);
  const { state } = await api<{ state: string }>('/integrations/whatsapp/oauth/start', {});
  const accepted = await page.request.post(`${stack.sandbox}/__sandbox/codes`, { data: { wabaIds } });
  const { code } = (await accepted.json()) as { code: string };
  await api('/integrations/whatsapp/oauth', { code, state });
}

/** A new account with the two numbers of Acme Flowers, looking at its inbox. */
export async function openInbox(page: Page, stack: TestStack): Promise<Person> {
  const person = await signUp(page);
  await connectNumbers(page, stack, [world.acme.flowers.wabaId]);
  await page.goto(CHAT);
  await expect(page.getByText('Waiting for the first message').filter({ visible: true })).toHaveCount(1);
  return person;
}

/** A colleague in another browser, looking at the same inbox. */
export async function openColleague(owner: Page, colleague: Page, name = 'Grace Hopper'): Promise<void> {
  const { url } = await (await createApi(owner))<{ url: string }>('/account/invitations', { role: 'support' });
  const email = `grace-${url.slice(-8)}@example.com`.toLowerCase();
  const answer = await colleague.request.post('/api/invitations/accept', {
    data: { token: url.split('#')[1], name, email, password: 'violet tugboat ninety lanterns' },
  });
  if (!answer.ok()) throw new Error(`joining: ${answer.status()} ${await answer.text()}`);
  await colleague.goto(CHAT);
  await expect(colleague.getByRole('heading', { name: 'Inbox' })).toBeVisible();
}

/** Opens the conversation with what is written on its row. */
export async function openChat(page: Page, text: string): Promise<void> {
  await conversationRow(page, text).first().click();
  await expect(messageField(page)).toBeVisible();
}

export const messageField = (page: Page): Locator => page.getByRole('textbox', { name: 'Message', exact: true });

/** Writes into the open conversation and sends it. */
export async function sendText(page: Page, text: string): Promise<void> {
  await messageField(page).fill(text);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(messageField(page)).toHaveValue('');
}

/** Whatever reaches a browser: the API's answers, what the socket brings, and in the end the page itself. */
export function overhear(page: Page): { everything: () => Promise<string>; answers: string[]; frames: string[] } {
  const answers: string[] = [];
  const frames: string[] = [];
  const reading: Promise<void>[] = [];
  page.on('response', (response) => {
    if (!new URL(response.url()).pathname.startsWith('/api/')) return;
    const read = response.text().then((text) => void answers.push(text));
    reading.push(read.catch(() => undefined));
  });
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => frames.push(payload.toString()));
  });
  const everything = async () => {
    await Promise.all(reading);
    return [...answers, ...frames, await page.content()].join('\n');
  };
  return { everything, answers, frames };
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** A picture of one colour, as a real PNG. */
export function png(width: number, height: number, [red, green, blue]: [number, number, number]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a channel, true colour.
  header.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.of(0), Buffer.alloc(width * 3, Buffer.of(red, green, blue))]);
  const pixels = Buffer.concat(Array.from({ length: height }, () => row));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(pixels)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The picture is there and was understood, in its own size. */
export async function expectPicture(picture: Locator, width: number): Promise<void> {
  await expect(picture).toBeVisible();
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(width);
}
