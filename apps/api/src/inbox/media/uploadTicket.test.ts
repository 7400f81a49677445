import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import { type MediaDto, uploadReply } from '@switchboard/contracts';
import request from 'supertest';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../../test/client.js';
import { megabytes, openFiles, pdf, png, sized } from '../../../test/files.js';
import { startApi, type TestApi } from '../../../test/harness.js';
import { seconds } from '../../platform/clock.js';
import { uploadTicketLifeMs } from '../lifetimes.js';
import type { MediaRecord } from './media.model.js';

let api: TestApi;
let url: string;
let owner: Client;
let files: ReturnType<typeof openFiles>;
beforeAll(async () => {
  api = await startApi();
  url = await api.listen();
  owner = await api.owner();
  files = openFiles(url, owner);
});
afterAll(() => api.stop());
afterEach(async () => {
  for (const name of ['rateLimits', 'uploadTickets']) await api.connection.collection(name).deleteMany({});
  // The clock may have been set forward.
  await owner.refresh();
});

const media = () => api.connection.collection<MediaRecord>('media');
const countTickets = () => api.connection.collection('uploadTickets').countDocuments();
/** What is stored of files: their rows, and the pieces of their bytes. */
const countStored = () =>
  Promise.all([media().countDocuments(), api.connection.collection('mediaFiles.chunks').countDocuments()]);
const refusal = ({ status, body }: { status: number; body: { code?: unknown } }) => [status, body.code];
const getMedia = ({ body }: { body: unknown }): MediaDto => uploadReply.parse(body).media;
const ask = (size: number, type = 'application/pdf', who = owner) =>
  who.post('/api/media/tickets', { name: 'prices.pdf', type, size });

describe('a file that is uploaded with a ticket', () => {
  it('is one to send, of whoever asked for the ticket, and goes past the web', async () => {
    const ticket = await files.ticket(pdf, 'application/x-pdf', 'prices.pdf');
    expect(ticket).toMatchObject({
      upload: { url: `${api.config.API_PUBLIC_URL}/api/media/uploads`, method: 'POST' },
      mustComplete: false,
    });
    const file = getMedia(await files.uploadWith(ticket, pdf));
    expect(file).toMatchObject({ kind: 'document', state: 'ready', filename: 'prices.pdf', size: pdf.length });
    const { user, account } = owner.signedIn ?? {};
    expect(await media().findOne({ _id: file.mediaId })).toMatchObject({
      ...{ accountId: account?.accountId, uploadedBy: user?.userId, unsent: true },
    });
    expect(Buffer.compare((await files.read(file.mediaId)).body, pdf)).toBe(0);
  });

  it('is taken once, also of five who send it at once', async () => {
    const ticket = await files.ticket(png, 'image/png');
    const before = await media().countDocuments();
    const answers = await Promise.all(Array.from({ length: 5 }, () => files.uploadWith(ticket, png)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 410, 410, 410, 410]);
    expect(refusal(await files.uploadWith(ticket, png))).toEqual([410, 'upload_ticket_invalid']);
    expect((await media().countDocuments()) - before).toBe(1);
  });

  it('is refused when it comes too late, and its ticket is swept', async () => {
    const [intime, late] = [await files.ticket(png, 'image/png'), await files.ticket(png, 'image/png')];
    api.clock.advance(uploadTicketLifeMs - seconds(30));
    expect((await files.uploadWith(intime, png)).status).toBe(201);
    const before = await countStored();
    api.clock.advance(seconds(30));
    await api.app.sweep();
    expect(await countTickets()).toBe(0);
    expect(refusal(await files.uploadWith(late, png))).toEqual([410, 'upload_ticket_invalid']);
    expect(await countStored()).toEqual(before);
  });

  it('is refused late as well when nothing was swept', async () => {
    const late = await files.ticket(png, 'image/png');
    api.clock.advance(uploadTicketLifeMs);
    expect(refusal(await files.uploadWith(late, png))).toEqual([410, 'upload_ticket_invalid']);
  });

  it.each([
    ['more bytes', () => ({ bytes: Buffer.concat([pdf, pdf]) })],
    ['fewer bytes', () => ({ bytes: pdf.subarray(0, 12) })],
    ['a length that is not said', () => ({ bytes: pdf, body: Readable.toWeb(Readable.from([pdf])) })],
    ['another kind', () => ({ bytes: pdf, headers: { 'Content-Type': 'image/png' } })],
    ['no kind', () => ({ bytes: pdf, headers: { 'Content-Type': '' } })],
  ])('is refused with %s than was announced; nothing is kept, and the ticket is used up', async (_what, other) => {
    const ticket = await files.ticket(pdf, 'application/pdf');
    const before = await countStored();
    const { bytes, headers, body } = { headers: {}, body: undefined, ...other() };
    expect(refusal(await files.uploadWith(ticket, bytes, headers, body))).toEqual([409, 'upload_differs']);
    expect(refusal(await files.uploadWith(ticket, pdf))).toEqual([410, 'upload_ticket_invalid']);
    expect(await countStored()).toEqual(before);
  });

  it('is refused when its bytes are of another kind than they are said to be', async () => {
    const ticket = await files.ticket(pdf, 'image/png');
    const before = await countStored();
    expect(refusal(await files.uploadWith(ticket, pdf))).toEqual([415, 'media_type_refused']);
    expect(await countStored()).toEqual(before);
  });

  it('is of the account of its ticket, whoever sends it', async () => {
    const stranger = await api.owner();
    const ticket = await files.ticket(png, 'image/png');
    const sent = await files.uploadWith(ticket, png, { Authorization: `Bearer ${stranger.token}` });
    const { mediaId } = getMedia(sent);
    expect((await files.read(mediaId, {}, stranger)).status).toBe(404);
    expect((await files.read(mediaId)).status).toBe(200);
    expect(await media().countDocuments({ accountId: stranger.signedIn?.account.accountId ?? '' })).toBe(0);
  });

  it('is refused once the session that asked has ended, or its person was removed from the account', async () => {
    const [leaver, removed] = [await owner.invite('support'), await owner.invite('support')];
    const tickets = [];
    for (const who of [leaver, removed]) tickets.push(await files.ticket(png, 'image/png', 'a.png', who));
    await leaver.post('/api/auth/logout');
    const removal = await owner.send('delete', `/api/account/members/${removed.signedIn?.user.userId}`);
    expect(removal.status).toBe(200);
    const before = await countStored();
    for (const ticket of tickets) {
      expect(refusal(await files.uploadWith(ticket, png))).toEqual([410, 'upload_ticket_invalid']);
    }
    expect(await countStored()).toEqual(before);
  });

  it('leaves nothing when it breaks off; another try has another ticket', async () => {
    const bytes = sized(png, megabytes(2));
    const ticket = await files.ticket(bytes, 'image/png');
    const [rows, pieces] = await countStored();
    const headers = { ...ticket.upload.headers, 'Content-Length': String(bytes.length) };
    const broken = httpRequest(`${url}/api/media/uploads`, { method: 'POST', headers });
    broken.on('error', () => undefined);
    broken.write(bytes.subarray(0, megabytes(1)));
    await expect.poll(async () => (await countStored())[1], { interval: 20 }).toBeGreaterThan(pieces);
    broken.destroy();
    await expect.poll(countStored, { interval: 20 }).toEqual([rows, pieces]);
    expect(refusal(await files.uploadWith(ticket, bytes))).toEqual([410, 'upload_ticket_invalid']);
    expect((await files.uploadWith(await files.ticket(bytes, 'image/png'), bytes)).status).toBe(201);
  });

  it.each([
    ['none', undefined],
    ['one that nobody made', 'x'.repeat(43)],
    ['the access token', 'access'],
    ['the id of a ticket', 'id'],
  ])('needs a ticket, and not %s', async (_what, given) => {
    const { ticketId } = await files.ticket(png, 'image/png');
    const secrets: Record<string, string> = { access: owner.token, id: ticketId };
    const sent = request(url).post('/api/media/uploads').set('Content-Type', 'image/png');
    if (given !== undefined) sent.set('Upload-Ticket', secrets[given] ?? given);
    expect(refusal(await sent.serialize((body) => body).send(png as unknown as string))).toEqual([
      410,
      'upload_ticket_invalid',
    ]);
  });
});

describe('a ticket', () => {
  it('is kept as a hash only, and in no log line', async () => {
    const ticket = await files.ticket(png, 'image/png');
    const secret = ticket.upload.headers['Upload-Ticket'] ?? '';
    expect(secret).toHaveLength(43);
    expect(JSON.stringify(await api.connection.collection('uploadTickets').find().toArray())).not.toContain(secret);
    await files.uploadWith(ticket, png);
    expect(api.logs()).toContain('/api/media/uploads');
    expect(api.logs()).not.toContain(secret);
  });

  it('is not given for what WhatsApp does not take', async () => {
    expect(refusal(await ask(1_000, 'text/html'))).toEqual([415, 'media_type_refused']);
    const tooLarge = await ask(megabytes(6), 'image/png');
    expect(refusal(tooLarge)).toEqual([413, 'media_too_large']);
    expect(tooLarge.body.message).toBe('A picture can have at most 5 MB; this one has 6 MB.');
    expect(refusal(await ask(0))).toEqual([400, 'invalid_request']);
    expect(await countTickets()).toBe(0);
  });

  it('counts as what is uploaded and not sent, and is limited in number', async () => {
    const other = await api.owner();
    for (let count = 0; count < 5; count += 1) {
      expect((await ask(megabytes(100), 'application/pdf', other)).status).toBe(201);
    }
    const full = await ask(1_000, 'application/pdf', other);
    expect(refusal(full)).toEqual([429, 'too_many_requests']);
    expect(full.body.message).toContain('500 MB');
    expect(await countTickets()).toBe(5);
    expect(refusal(await files.upload(pdf, 'application/pdf', 'a.pdf', other))).toEqual([429, 'too_many_requests']);
    api.clock.advance(uploadTicketLifeMs);
    await other.refresh();
    expect((await ask(1_000, 'application/pdf', other)).status).toBe(201);

    let answer = full;
    for (let count = 0; count < 60; count += 1) answer = await ask(1_000, 'application/pdf', other);
    expect(refusal(answer)).toEqual([429, 'too_many_requests']);
    expect(answer.headers['retry-after']).toBeDefined();
  });
});

describe('a page of another origin', () => {
  const preflight = (path: string, origin: string) =>
    request(url)
      .options(path)
      .set('Origin', origin)
      .set('Access-Control-Request-Method', 'POST')
      .set('Access-Control-Request-Headers', 'content-type,upload-ticket');
  const getAllowed = ({ headers }: { headers: Record<string, unknown> }) =>
    Object.entries(headers).filter(([name]) => name.startsWith('access-control-'));

  it('may upload with a ticket when it is the web’s, with no cookie', async () => {
    for (const origin of [api.config.FRONTEND_URL, 'https://evil.test', 'null']) {
      const answer = await preflight('/api/media/uploads', origin);
      expect(answer.status).toBe(204);
      expect(Object.fromEntries(getAllowed(answer))).toEqual({
        'access-control-allow-origin': api.config.FRONTEND_URL,
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'Content-Type,Upload-Ticket',
        'access-control-max-age': '600',
        'access-control-expose-headers': 'Retry-After',
      });
    }
  });

  it('reads the refusal as well', async () => {
    const refused = await request(url).post('/api/media/uploads').set('Origin', api.config.FRONTEND_URL);
    expect(refusal(refused)).toEqual([410, 'upload_ticket_invalid']);
    expect(refused.headers['access-control-allow-origin']).toBe(api.config.FRONTEND_URL);
  });

  it.each([
    '/api/media',
    '/api/media/tickets',
    '/api/media/uploads/',
    '/api/media/uploads/x',
    '/api/media/med_x',
    '/api/auth/login',
  ])('may ask nothing else: %s', async (path) => {
    const asked = await preflight(path, api.config.FRONTEND_URL);
    expect([asked.status, getAllowed(asked)]).toEqual([404, []]);
    const sent = await request(url).post(path).set('Origin', api.config.FRONTEND_URL);
    expect(getAllowed(sent)).toEqual([]);
  });
});
