import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { faultOn } from '@switchboard/meta-sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { acme, startTeam, type Team } from '../../../test/chat.js';
import { jpeg, megabytes, openFiles, pdf, png } from '../../../test/files.js';
import { days, minutes, seconds } from '../../platform/clock.js';
import type { MediaRecord } from './media.model.js';
import type { FileId } from './mediaStore.js';

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

const customer = () => team.api.sandbox.addCustomer({ name: 'Somebody' }).id;
const media = () => team.api.connection.collection<MediaRecord>('media');
const pieces = () => team.api.connection.collection('mediaFiles.chunks').countDocuments();

describe('a file of a customer', () => {
  let count = 0;
  /** As the webhook would leave it: a message with a file that waits to be fetched. */
  async function received(bytes: Buffer = png, over: Partial<MediaRecord> = {}) {
    count += 1;
    const chat = await team.chat(customer());
    const wamid = team.api.sandbox.customerWrites({
      customerId: chat.customerId,
      phoneNumberId: acme,
      content: { type: 'image', bytes, mimeType: 'image/png' },
    });
    const delivered = team.api.sandbox.deliveries().at(-1)?.body ?? '';
    const metaMediaId = /"image":\{"id":"(\d+)"/.exec(delivered)?.[1] ?? '';
    expect(wamid).not.toBe('');
    const mediaId = `med_received${count}`;
    await team.api.connection.collection<{ _id: string }>('messages').updateOne(
      { _id: chat.inbound.id },
      {
        $set: {
          content: {
            kind: 'media',
            media: {
              mediaId,
              kind: 'image',
              state: 'waiting',
              mimeType: 'image/png',
              size: null,
              filename: null,
              animated: false,
            },
            caption: null,
          },
        },
      },
    );
    await media().insertOne({
      _id: mediaId,
      accountId: team.accountId,
      messageId: chat.inbound.id,
      phoneNumberId: acme,
      kind: 'image',
      state: 'waiting',
      mimeType: 'image/png',
      metaMediaId,
      createdAt: team.api.clock.now(),
      dueAt: team.api.clock.now(),
      attempts: 0,
      ...over,
    });
    const shown = async () => {
      const { content } = await chat.message(chat.inbound.id);
      return content.kind === 'media' ? content.media : null;
    };
    return { mediaId, chat, shown };
  }

  it('is fetched, and the browsers are told', async () => {
    const { mediaId, shown, chat } = await received();
    expect((await files.read(mediaId)).status).toBe(409);
    const { seq } = (await team.owner.get('/api/inbox/summary')).body;
    await team.run();
    expect(await shown()).toMatchObject({ state: 'ready', size: png.length, mimeType: 'image/png' });
    expect(Buffer.compare((await files.read(mediaId)).body, png)).toBe(0);
    const { body } = await team.owner.get(`/api/inbox/changes?since=${seq}`);
    expect(body.change.messages).toMatchObject([{ id: chat.inbound.id, content: { media: { state: 'ready' } } }]);
  });

  it.each<[string, Buffer, string]>([
    ['a picture by another name', jpeg, 'image/jpeg'],
    ['no picture at all', pdf, 'application/octet-stream'],
    ['a page', Buffer.from('<script>alert(1)</script>'), 'application/octet-stream'],
  ])('that says it is a PNG and is %s is kept as what its bytes are', async (_what, bytes, mimeType) => {
    const { mediaId, shown } = await received(bytes);
    await team.run();
    expect(await shown()).toMatchObject({ state: 'ready', mimeType });
    const { headers, body } = await files.read(mediaId);
    expect(headers['content-type']).toBe(mimeType);
    expect(headers['content-disposition']).toMatch(mimeType === 'image/jpeg' ? /^inline/ : /^attachment/);
    expect(Buffer.compare(body, bytes)).toBe(0);
  });

  it('is tried again with growing waits, until Meta has it ready', async () => {
    const { mediaId, shown } = await received();
    team.api.sandbox.faults.add(faultOn('{media}', { kind: 'error', code: 131016 }, { times: 9 }));
    await team.run();
    expect(await shown()).toMatchObject({ state: 'waiting' });
    for (let tries = 0; tries < 5; tries += 1) {
      team.api.clock.advance(minutes(2));
      await team.run();
    }
    expect(await shown()).toMatchObject({ state: 'ready' });
    expect((await media().findOne({ _id: mediaId }))?.dueAt).toBeUndefined();
  });

  it('leaves nothing half stored when the download breaks off', async () => {
    const { mediaId, shown } = await received();
    const before = await pieces();
    team.api.sandbox.faults.add(faultOn('whatsapp_business/attachments', { kind: 'reset' }));
    await team.run();
    expect(await shown()).toMatchObject({ state: 'waiting' });
    expect(await pieces()).toBe(before);
    team.api.clock.advance(seconds(5));
    await team.run();
    expect((await files.read(mediaId)).status).toBe(200);
  });

  it('is fetched again after a process died over it', async () => {
    const claimedUntil = new Date(team.api.clock.now().getTime() + seconds(30));
    const { mediaId } = await received(png, { claimedUntil, attempts: 1 });
    await team.run();
    expect((await files.read(mediaId)).status).toBe(409);
    team.api.clock.advance(seconds(31));
    await team.run();
    expect((await files.read(mediaId)).status).toBe(200);
  });

  it('does not leave the bytes of an earlier try behind', async () => {
    const { mediaId } = await received();
    const before = await pieces();
    await team.run();
    const perFile = (await pieces()) - before;
    // Stored, and then the process died before it could say so.
    await media().updateOne(
      { _id: mediaId },
      { $set: { state: 'waiting', dueAt: team.api.clock.now() }, $unset: { claimedUntil: 1 } },
    );
    await team.run();
    expect((await files.read(mediaId)).status).toBe(200);
    expect((await pieces()) - before).toBe(perFile);
  });

  it('leaves no bytes behind when it is erased while it is fetched', async () => {
    const { mediaId } = await received(Buffer.concat([png, Buffer.alloc(megabytes(40), 7)]));
    const before = await pieces();
    const fetching = team.run();
    while ((await pieces()) === before) await new Promise((resolve) => setImmediate(resolve));
    const fileId = (await media().findOne({ _id: mediaId }))?.fileId;
    await team.api.connection.collection<{ files_id: unknown }>('mediaFiles.chunks').deleteMany({ files_id: fileId });
    await media().deleteOne({ _id: mediaId });
    await fetching;
    expect(await pieces()).toBe(before);
    const stored = team.api.connection.collection<{ _id?: FileId }>('mediaFiles.files');
    expect(await stored.countDocuments({ _id: fileId })).toBe(0);
  });

  it('is given up when Meta says clearly that it has it no more, and after a week', async () => {
    const gone = await received(png, { metaMediaId: '123456789012345' });
    for (let tries = 0; tries < 6; tries += 1) {
      await team.run();
      team.api.clock.advance(minutes(2));
    }
    expect(await gone.shown()).toMatchObject({ state: 'failed' });
    const old = await received(png, { createdAt: new Date(team.api.clock.now().getTime() - days(7)) });
    await team.run();
    expect(await old.shown()).toMatchObject({ state: 'failed' });
    await team.owner.refresh();
    expect((await files.read(old.mediaId)).status).toBe(404);
  });

  it('is not fetched when it is larger than anything Meta lets through', async () => {
    const { shown } = await received(Buffer.alloc(megabytes(100) + 1, 7));
    await team.run();
    expect(await shown()).toMatchObject({ state: 'refused' });
  });

  it('is never fetched from anywhere but Meta, and the token goes nowhere else', async () => {
    const heard: string[] = [];
    const elsewhere = createServer((req, res) => {
      heard.push(`${req.url} ${req.headers.authorization}`);
      res.end('not yours');
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    const { port } = elsewhere.address() as AddressInfo;
    const { shown } = await received();
    // Meta's answer names another host: as if somebody had got in between.
    const graph = await startForgingMeta(team.api.sandbox.url, `http://127.0.0.1:${port}/file`);
    const own = await startTeam({
      sandbox: team.api.sandbox,
      env: { META_GRAPH_URL: graph.url, META_DIALOG_URL: graph.url },
    });
    await own.api.connection.collection<MediaRecord>('media').insertOne({
      _id: 'med_forged',
      accountId: own.accountId,
      messageId: 'msg_x',
      phoneNumberId: acme,
      kind: 'image',
      state: 'waiting',
      mimeType: 'image/png',
      metaMediaId: '1',
      createdAt: own.api.clock.now(),
      dueAt: own.api.clock.now(),
    });
    for (let tries = 0; tries < 5; tries += 1) {
      await own.run();
      own.api.clock.advance(minutes(5));
    }
    expect(heard).toEqual([]);
    expect(await shown()).toMatchObject({ state: 'waiting' });
    await own.stop();
    await graph.stop();
    elsewhere.close();
  });
});

/** A Graph API that passes everything on, and answers each question for a file with this address. */
async function startForgingMeta(target: string, address: string) {
  const server = createServer((req, res) => {
    if (req.method === 'GET' && /^\/v\d+\.\d+\/1(\?|$)/.test(req.url ?? '')) {
      res.setHeader('Content-Type', 'application/json');
      res.end(JSON.stringify({ messaging_product: 'whatsapp', url: address, mime_type: 'image/png', id: '1' }));
      return;
    }
    const { host: _host, ...headers } = req.headers;
    const onward = httpRequest(`${target}${req.url}`, { method: req.method, headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
    });
    req.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
