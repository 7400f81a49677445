import type { UploadTicketReply } from '@switchboard/contracts';
import { uploadReply } from '@switchboard/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../../../test/client.js';
import { openFiles, pdf, png } from '../../../../test/files.js';
import { startApi, type TestApi } from '../../../../test/harness.js';
import { startObjectStorage, type TestStorage } from '../../../../test/objectStorage.js';
import { uploadCompletedMs } from '../../lifetimes.js';

const frontend = 'http://localhost:3000';
let storage: TestStorage;
let api: TestApi;
let owner: Client;
let files: ReturnType<typeof openFiles>;
beforeAll(async () => {
  storage = await startObjectStorage();
  await storage.allow(frontend);
  api = await startApi({ env: { ...storage.env, S3_UPLOADS: 'browser', FRONTEND_URL: frontend } });
  owner = await api.owner();
  files = openFiles(await api.listen(), owner);
});
afterAll(async () => {
  await api.stop();
  await storage.stop();
});
afterEach(async () => {
  storage.be('well');
  for (const name of ['rateLimits', 'uploadTickets']) await api.connection.collection(name).deleteMany({});
  await owner.refresh();
});

async function put({ upload }: UploadTicketReply, bytes: Buffer, { url = upload.url, headers = {} } = {}) {
  const body = new Uint8Array(bytes);
  return (await fetch(url, { method: upload.method, headers: { ...upload.headers, ...headers }, body })).status;
}
const complete = ({ ticketId }: UploadTicketReply, who = owner) => who.post(`/api/media/tickets/${ticketId}/complete`);
const refusal = async (ticket: UploadTicketReply, who?: Client) => {
  const { status, body } = await complete(ticket, who);
  return [status, body.code];
};
const countRows = () => api.connection.collection('media').countDocuments();

describe('an upload straight to object storage', () => {
  it('is a file to send once it is completed, and never again', async () => {
    const before = await storage.names();
    const ticket = await files.ticket(pdf, 'application/pdf', 'prices.pdf');
    expect(ticket.mustComplete).toBe(true);
    expect(new URL(ticket.upload.url).origin).toBe(storage.settings.endpoint);
    expect(await put(ticket, pdf)).toBe(200);
    const { media } = uploadReply.parse((await complete(ticket)).body);
    expect(media).toMatchObject({ kind: 'document', state: 'ready', filename: 'prices.pdf', size: pdf.length });
    expect((await files.read(media.mediaId)).body.equals(pdf)).toBe(true);
    expect((await storage.names()).length).toBe(before.length + 1);
    expect(await refusal(ticket)).toEqual([410, 'upload_ticket_invalid']);

    // The address goes on for a while: it leads to nothing that is a file.
    const other = Buffer.from(pdf).fill('x', 10);
    expect(await put(ticket, other)).toBe(200);
    expect((await files.read(media.mediaId)).body.equals(pdf)).toBe(true);
  });

  it('of another size, of another type, or with another signature is refused by the storage', async () => {
    const ticket = await files.ticket(png, 'image/png');
    const tampered = ticket.upload.url.replace(/(X-Amz-Expires=)\d+/, '$199999');
    expect([
      await put(ticket, Buffer.concat([png, png])),
      await put(ticket, png, { headers: { 'Content-Type': 'text/html' } }),
      await put(ticket, png, { url: tampered }),
    ]).toEqual([403, 403, 403]);
  });

  it.each<[string, Buffer | null, [number, string]]>([
    ['is something else than announced', Buffer.from(pdf).subarray(0, 20), [415, 'media_type_refused']],
    ['never came', null, [409, 'upload_differs']],
  ])('that %s is refused, and nothing is kept', async (_what, bytes, expected) => {
    const [names, rows] = [await storage.names(), await countRows()];
    const ticket = await files.ticket(bytes ?? png, 'image/png');
    if (bytes) expect(await put(ticket, bytes)).toBe(200);
    expect(await refusal(ticket)).toEqual(expected);
    expect([await storage.names(), await countRows()]).toEqual([names, rows]);
  });

  it('is completed by nobody else', async () => {
    const ticket = await files.ticket(png, 'image/png');
    await put(ticket, png);
    for (const other of [await owner.invite('owner'), await api.owner()]) {
      expect(await refusal(ticket, other)).toEqual([410, 'upload_ticket_invalid']);
    }
    expect((await complete(ticket)).status).toBe(201);
  });

  it('that is never completed goes with its ticket', async () => {
    const names = await storage.names();
    const ticket = await files.ticket(png, 'image/png');
    await put(ticket, png);
    expect((await storage.names()).length).toBe(names.length + 1);
    api.clock.advance(uploadCompletedMs);
    await owner.refresh();
    expect(await refusal(ticket)).toEqual([410, 'upload_ticket_invalid']);
    await api.app.sweep();
    expect(await storage.names()).toEqual(names);
  });

  it('may be asked for by pages of the web alone', async () => {
    const ticket = await files.ticket(png, 'image/png');
    const preflight = async (Origin: string, method = 'PUT') => {
      const headers = {
        Origin,
        'Access-Control-Request-Method': method,
        'Access-Control-Request-Headers': 'content-type',
      };
      return (await fetch(ticket.upload.url, { method: 'OPTIONS', headers })).status;
    };
    expect([await preflight(frontend), await preflight('https://evil.test'), await preflight(frontend, 'GET')]).toEqual(
      [200, 403, 403],
    );
  });
});
