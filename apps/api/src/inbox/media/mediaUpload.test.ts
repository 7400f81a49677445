import { randomBytes, randomUUID } from 'node:crypto';
import { Agent, request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import request, { type Response } from 'supertest';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTeam, type Team } from '../../../test/chat.js';
import { jpeg, megabytes, mp4, ogg, openFiles, pdf, png, sized, webp } from '../../../test/files.js';
import { hours } from '../../platform/clock.js';
import type { MediaRecord } from './media.model.js';

let team: Team;
let url: string;
let files: ReturnType<typeof openFiles>;
beforeAll(async () => {
  team = await startTeam();
  url = await team.api.listen();
  files = openFiles(url, team.owner);
});
afterAll(() => team.stop());
afterEach(async () => {
  team.api.sandbox.faults.clear();
  await team.api.connection.collection('rateLimits').deleteMany({});
  // The clock may have been set forward.
  await team.owner.refresh();
});

const refusal = (response: Response) => [response.status, response.body.code];
const customer = () => team.api.sandbox.addCustomer({ name: 'Somebody' }).id;
const media = () => team.api.connection.collection<MediaRecord>('media');
const pieces = () => team.api.connection.collection('mediaFiles.chunks').countDocuments();

describe('a file that is uploaded', () => {
  it('can be read again byte by byte, and is not sent yet', async () => {
    const response = await files.upload(png, 'image/png', 'evening.png');
    expect(response.status).toBe(201);
    const { media: file } = response.body;
    expect(file).toMatchObject({
      kind: 'image',
      state: 'ready',
      mimeType: 'image/png',
      size: png.length,
      filename: 'evening.png',
      animated: false,
    });
    expect(await media().findOne({ _id: file.mediaId })).toMatchObject({ unsent: true, state: 'ready' });
    expect(Buffer.compare((await files.read(file.mediaId)).body, png)).toBe(0);
  });

  it('is named in a header: its name is in no address and no log line', async () => {
    const name = 'Will of Mrs Appleby – März.pdf';
    expect((await files.upload(pdf, 'application/pdf', name)).body.media.filename).toBe(name);
    const named = request(url).post('/api/media?filename=Appleby.pdf').set('Content-Type', 'application/pdf');
    const refused = await named.set('Authorization', `Bearer ${team.owner.token}`).send('%PDF-1.7');
    expect(refusal(refused)).toEqual([400, 'invalid_request']);
    expect(team.api.logs()).toContain('/api/media');
    expect(team.api.logs()).not.toContain('Appleby');
  });

  const good: [string, Buffer, string, string][] = [
    ['a picture', jpeg, 'image/jpeg', 'image'],
    ['a PDF', pdf, 'application/pdf', 'document'],
    ['a video', mp4, 'video/mp4', 'video'],
    ['a sticker', webp(null), 'image/webp', 'sticker'],
    ['a voice recording', ogg, 'audio/ogg; codecs=opus', 'audio'],
    ['a text', Buffer.from('Grüße'), 'text/plain; charset=utf-8', 'document'],
    ['a table', Buffer.from('a;b\n1;2'), 'text/csv', 'document'],
    ['an MP3 without a label', Buffer.from('fffb9064', 'hex'), 'audio/mpeg', 'audio'],
  ];
  it.each(good)('may be %s', async (_what, bytes, type, kind) => {
    const response = await files.upload(bytes, type);
    expect([response.status, response.body.media?.kind]).toEqual([201, kind]);
  });

  const limits: [string, Buffer, string, number, string][] = [
    ['a picture', png, 'image/png', megabytes(5), 'A picture can have at most 5 MB; this one has 7.2 MB.'],
    ['a video', mp4, 'video/mp4', megabytes(16), 'A video can have at most 16 MB; this one has 18.2 MB.'],
    ['audio', ogg, 'audio/ogg', megabytes(16), 'An audio file can have at most 16 MB; this one has 18.2 MB.'],
    [
      'a document',
      pdf,
      'application/pdf',
      megabytes(100),
      'A document can have at most 100 MB; this one has 102.2 MB.',
    ],
    ['a sticker', webp(2), 'image/webp', 500 * 1024, 'A sticker can have at most 500 KB; this one has 2.7 MB.'],
  ];
  it.each(limits)('is refused above the limit for %s, which is named', async (_what, head, type, limit, words) => {
    const bytes = sized(head, limit + megabytes(2.2) - 10);
    const response = await files.upload(bytes, type);
    expect(refusal(response)).toEqual([413, 'media_too_large']);
    expect(response.body.message).toBe(words);
  });

  it('has another limit as a sticker that does not move', async () => {
    const response = await files.upload(sized(webp(0), 101 * 1024), 'image/webp');
    expect(refusal(response)).toEqual([413, 'media_too_large']);
    expect(response.body.message).toBe('A sticker that does not move can have at most 100 KB; this one has more.');
    expect((await files.upload(sized(webp(2), 101 * 1024), 'image/webp')).body.media).toMatchObject({ animated: true });
  });

  it('may be exactly as large as it may be', async () => {
    expect((await files.upload(sized(png, megabytes(5)), 'image/png')).status).toBe(201);
    expect(refusal(await files.upload(sized(png, megabytes(5) + 1), 'image/png'))).toEqual([413, 'media_too_large']);
  });

  it('is counted when its length was not said before, and nothing of it is kept', async () => {
    const before = [await pieces(), await media().countDocuments()];
    // One connection for both: what is refused in the middle must not block what comes behind it.
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const send = (megabytesSent: number) =>
      new Promise<{ status: number; text: string }>((resolve, reject) => {
        const headers = { Authorization: `Bearer ${team.owner.token}`, 'Content-Type': 'image/png' };
        const req = httpRequest(`${url}/api/media`, { method: 'POST', headers, agent });
        req.on('response', async (res) => {
          const text = Buffer.concat((await res.toArray()) as Buffer[]).toString();
          resolve({ status: res.statusCode ?? 0, text });
        });
        req.on('error', reject);
        const rest = Array.from({ length: megabytesSent }, () => randomBytes(megabytes(1)));
        Readable.from([png, ...rest]).pipe(req);
      });
    const refused = await send(8);
    expect([refused.status, JSON.parse(refused.text).message]).toEqual([
      413,
      'A picture can have at most 5 MB; this one has more.',
    ]);
    expect([await pieces(), await media().countDocuments()]).toEqual(before);
    expect((await send(1)).status).toBe(201);
    agent.destroy();
  });

  const disguised: [string, Buffer, string][] = [
    ['a page as a picture', Buffer.from('<!doctype html><script>alert(1)</script>'), 'image/png'],
    ['a drawing as a picture', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/jpeg'],
    ['a picture as another one', jpeg, 'image/png'],
    ['a program as a PDF', Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1'), 'application/pdf'],
    ['a PDF as a video', pdf, 'video/mp4'],
    ['a picture as sound', png, 'audio/mpeg'],
    ['a program as text', Buffer.from('\x7fELF\x02\x01\x01\0\0\0\0\0', 'latin1'), 'text/plain'],
    ['a picture as a letter', png, 'application/msword'],
    ['nothing that WhatsApp takes', Buffer.from('<svg/>'), 'image/svg+xml'],
    ['a page', Buffer.from('<html>'), 'text/html'],
    ['anything', png, 'application/octet-stream'],
    ['JSON', Buffer.from('{}'), 'application/json'],
  ];
  it.each(disguised)('is refused when it is %s', async (_what, bytes, type) => {
    const before = [await pieces(), await media().countDocuments()];
    expect(refusal(await files.upload(bytes, type))).toEqual([415, 'media_type_refused']);
    expect([await pieces(), await media().countDocuments()]).toEqual(before);
  });

  it('is refused when there is nothing in it, or it has no type', async () => {
    expect(refusal(await files.upload(Buffer.alloc(0), 'image/png'))).toEqual([400, 'invalid_request']);
    const untyped = await request(url).post('/api/media').set('Authorization', `Bearer ${team.owner.token}`);
    expect(refusal(untyped)).toEqual([415, 'media_type_refused']);
  });

  it('leaves nothing behind when the browser goes away in the middle', async () => {
    const before = [await pieces(), await media().countDocuments()];
    const req = httpRequest(`${url}/api/media`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${team.owner.token}`,
        'Content-Type': 'image/png',
        'Content-Length': String(megabytes(4)),
      },
    });
    req.on('error', () => undefined);
    req.write(sized(png, megabytes(1)));
    await expect.poll(pieces, { interval: 20 }).toBeGreaterThan(Number(before[0]));
    req.destroy();
    await expect.poll(async () => [await pieces(), await media().countDocuments()], { interval: 20 }).toEqual(before);
  });

  it('is limited in number, and in what waits to be sent', async () => {
    const owner = await team.api.owner();
    const { accountId = '' } = owner.signedIn?.account ?? {};
    await media().insertOne({
      _id: `med_${randomUUID()}`,
      accountId,
      uploadedBy: 'usr_x',
      unsent: true,
      kind: 'document',
      state: 'ready',
      mimeType: 'application/pdf',
      size: megabytes(500),
      createdAt: team.api.clock.now(),
    });
    const full = await files.upload(png, 'image/png', undefined, owner);
    expect(refusal(full)).toEqual([429, 'too_many_requests']);
    expect(full.body.message).toContain('500 MB');
    let answer = full;
    for (let count = 0; count < 60; count += 1) answer = await files.upload(png, 'image/png', undefined, owner);
    expect(answer.headers['retry-after']).toBeDefined();
  });

  it('is removed after a day when nobody has sent it, with its bytes', async () => {
    const before = await pieces();
    const { body } = await files.upload(png, 'image/png');
    const { body: kept } = await files.upload(png, 'image/png');
    const chat = await team.chat(customer());
    await chat.write({ type: 'media', mediaId: kept.media.mediaId });
    await team.api.app.sweep();
    expect((await files.read(body.media.mediaId)).status).toBe(200);
    const own = team.api.clock;
    await media().updateMany(
      { _id: { $in: [body.media.mediaId, kept.media.mediaId] } },
      { $set: { createdAt: new Date(own.now().getTime() - hours(25)) } },
    );
    await team.api.app.sweep();
    expect((await files.read(body.media.mediaId)).status).toBe(404);
    expect((await files.read(kept.media.mediaId)).status).toBe(200);
    expect((await pieces()) - before).toBeLessThanOrEqual(1);
  });
});
