import { faultOn } from '@switchboard/meta-sandbox';
import request, { type Response } from 'supertest';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { acme, acmeSecond, makeTeam, startTeam, type Team } from '../../../test/chat.js';
import { mp4, ogg, openFiles, pdf, png, sized } from '../../../test/files.js';
import { seconds } from '../../platform/clock.js';
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

describe('a file that is handed out', () => {
  it('is never run by the browser, and kept by nobody else', async () => {
    const { body } = await files.upload(png, 'image/png', 'evening.png');
    const { headers } = await files.read(body.media.mediaId);
    expect(headers).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': 'inline; filename=evening.png',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-length': String(png.length),
    });
    expect(headers['cache-control']).toContain('no-store');
  });

  it('is a download when it is no picture, sound or film', async () => {
    const { body } = await files.upload(pdf, 'application/pdf', 'Rechnung März – "1"\r\n.pdf');
    const { headers } = await files.read(body.media.mediaId);
    expect(headers['content-type']).toBe('application/pdf');
    expect(headers['content-disposition']).toMatch(/^attachment; filename=/);
    expect(headers['content-disposition']).toContain("filename*=UTF-8''Rechnung%20M%C3%A4rz");
    const text = await files.upload(Buffer.from('<script>alert(1)</script>'), 'text/plain', 'page.html');
    const served = await files.read(text.body.media.mediaId);
    expect(served.headers['content-type']).toBe('application/octet-stream');
    expect(served.headers['content-disposition']).toBe('attachment; filename=page.html');
  });

  it('comes in pieces when a player asks for them', async () => {
    const bytes = sized(mp4, 1000);
    const { body } = await files.upload(bytes, 'video/mp4');
    const whole = await files.read(body.media.mediaId);
    expect(whole.headers['accept-ranges']).toBe('bytes');
    const tries: [string, number, string | undefined, Buffer | null][] = [
      ['bytes=0-99', 206, 'bytes 0-99/1000', bytes.subarray(0, 100)],
      ['bytes=990-', 206, 'bytes 990-999/1000', bytes.subarray(990)],
      ['bytes=-5', 206, 'bytes 995-999/1000', bytes.subarray(995)],
      ['bytes=0-0', 206, 'bytes 0-0/1000', bytes.subarray(0, 1)],
      ['bytes=900-5000', 206, 'bytes 900-999/1000', bytes.subarray(900)],
      ['bytes=1000-', 416, 'bytes */1000', null],
      ['bytes=x-y', 200, undefined, bytes],
      ['lines=0-1', 200, undefined, bytes],
      ['bytes=0-1,5-6', 200, undefined, bytes],
    ];
    for (const [range, status, contentRange, expected] of tries) {
      const response = await files.read(body.media.mediaId, { Range: range });
      expect([range, response.status, response.headers['content-range']]).toEqual([range, status, contentRange]);
      if (expected) expect(Buffer.compare(response.body, expected)).toBe(0);
    }
  });

  it('is not found by anybody else, or by an id that is none', async () => {
    const { body } = await files.upload(png, 'image/png');
    const stranger = await team.api.owner();
    expect((await files.read(body.media.mediaId, {}, stranger)).status).toBe(404);
    expect((await request(url).get(`/api/media/${body.media.mediaId}`)).status).toBe(401);
    for (const id of ['med_nothing', 'msg_x', '%00', '..%2f..', 'med_$ne'])
      expect((await files.read(id)).status).toBe(404);
    const theirs = await makeTeam(team.api, stranger).chat(customer(), { phoneNumberId: acme });
    expect(refusal(await theirs.post({ type: 'media', mediaId: body.media.mediaId }))[0]).not.toBe(201);
  });
});

describe('a file that is sent', () => {
  it('goes to Meta once, with its name and its text, and is used again for another attempt', async () => {
    const chat = await team.chat(customer());
    const { body } = await files.upload(pdf, 'application/pdf', 'Invoice.pdf');
    team.api.sandbox.faults.add(faultOn('{phone}/messages', { kind: 'error', code: 131042 }));
    const failed = await chat.write({ type: 'media', mediaId: body.media.mediaId, caption: 'Here it is' });
    expect(failed.content).toMatchObject({ kind: 'media', caption: 'Here it is', media: { kind: 'document' } });
    await team.run();
    expect(chat.arrived()).toEqual([]);
    await chat.retry(failed.id);
    await team.run();
    const sent = team.api.sandbox.sentMessages().find((one) => one.customerId === chat.customerId);
    expect(sent?.body.document).toMatchObject({ caption: 'Here it is', filename: 'Invoice.pdf' });
  });

  it('is uploaded to Meta once a number, however many messages use it', async () => {
    const uploads = () => team.api.sandbox.calls().filter((call) => call.edge === '{phone}/media').length;
    const { body } = await files.upload(png, 'image/png');
    const before = uploads();
    for (let count = 0; count < 3; count += 1) {
      const chat = await team.chat(customer());
      await chat.write({ type: 'media', mediaId: body.media.mediaId });
      await team.run();
      expect(chat.arrived()).toEqual(['image']);
    }
    expect(uploads() - before).toBe(1);
  });

  it('is uploaded anew for another number, and for another attempt after Meta found the copy bad', async () => {
    const uploads = () => team.api.sandbox.calls().filter((call) => call.edge === '{phone}/media').length;
    const { body } = await files.upload(png, 'image/png');
    const { mediaId } = body.media;
    const before = uploads();
    const elsewhere = await team.chat(customer(), { phoneNumberId: acmeSecond });
    await elsewhere.write({ type: 'media', mediaId });
    await team.run();
    const chat = await team.chat(customer());
    team.api.sandbox.faults.add(faultOn('{phone}/messages', { kind: 'error', code: 131053 }));
    const failed = await chat.write({ type: 'media', mediaId });
    await team.run();
    expect(uploads() - before).toBe(2);
    await chat.retry(failed.id);
    await team.run();
    expect(uploads() - before).toBe(3);
    expect([elsewhere.arrived(), chat.arrived()]).toEqual([['image'], ['image']]);
  });

  it.each([
    ['Meta is away for a moment', { kind: 'error', code: 131016 }],
    ['the connection breaks', { kind: 'reset' }],
  ] as const)('waits and is tried again when %s during its upload', async (_words, effect) => {
    const chat = await team.chat(customer());
    const { body } = await files.upload(png, 'image/png');
    team.api.sandbox.faults.add(faultOn('{phone}/media', effect));
    const message = await chat.write({ type: 'media', mediaId: body.media.mediaId });
    await team.run();
    expect((await chat.message(message.id)).status).toBe('queued');
    team.api.clock.advance(seconds(5));
    await team.run();
    expect(chat.arrived()).toEqual(['image']);
  });

  it('cannot be what a customer sent, what is not there, or sound with a text', async () => {
    const chat = await team.chat(customer());
    const { body } = await files.upload(ogg, 'audio/ogg');
    const { mediaId } = body.media;
    expect(refusal(await chat.post({ type: 'media', mediaId, caption: 'Listen' }))).toEqual([400, 'invalid_request']);
    await media().insertOne({
      _id: 'med_of_a_customer',
      accountId: team.accountId,
      kind: 'image',
      state: 'ready',
      mimeType: 'image/png',
      createdAt: team.api.clock.now(),
    });
    expect(refusal(await chat.post({ type: 'media', mediaId: 'med_of_a_customer' }))).toEqual([404, 'media_not_found']);
    await chat.write({ type: 'media', mediaId });
    await team.run();
    expect(chat.arrived()).toEqual(['audio']);
  });
});
