import { randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { seedNumbers } from '@switchboard/meta-sandbox/seeds';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { megabytes, openFiles, pdf, png, sized } from '../../../../test/files.js';
import { type Business, newPerson, startBusiness } from '../../../../test/inbox.js';
import { startObjectStorage, type TestStorage } from '../../../../test/objectStorage.js';
import { days, hours, minutes } from '../../../platform/clock.js';
import { createLogger } from '../../../platform/logger.js';
import type { ObjectStorage } from '../../../platform/objectStorage.js';
import { openS3 } from '../../../platform/s3Storage.js';
import { createFileErasure } from '../../erasure/fileErasure.js';
import { inboxModels } from '../../inbox.js';
import type { MediaRecord } from '../media.model.js';
import { createMediaStore, type StoreName } from '../mediaStore.js';
import { gridFsStore } from './gridFsStore.js';
import { createFileMove, type FileMove } from './moveFiles.js';

let storage: TestStorage;
let business: Business;
let files: ReturnType<typeof openFiles>;
let objects: ObjectStorage;
beforeAll(async () => {
  storage = await startObjectStorage();
  objects = openS3(storage.settings, createLogger({ level: 'silent' }));
  business = await startBusiness({ env: storage.env });
  files = openFiles(business.url, business.owner);
});
afterAll(async () => {
  await business.stop();
  objects.close();
  await storage.stop();
});
afterEach(async () => {
  storage.be('well');
  await business.api.connection.collection('rateLimits').deleteMany({});
  // The clock may have been set forward.
  await business.owner.refresh();
});

const media = () => business.api.connection.collection<MediaRecord>('media');
const inDatabase = () => business.api.connection.collection('mediaFiles.files').countDocuments();
const storeFor = (newFilesIn: StoreName) =>
  createMediaStore({ database: gridFsStore(business.api.connection), objects, newFilesIn });
const refusal = ({ status, body }: { status: number; body: unknown }) => [
  status,
  (Buffer.isBuffer(body) ? JSON.parse(String(body)) : (body as { code?: string })).code,
];
const readiness = async () => {
  await business.api.app.askStorage();
  const { status, body } = await business.owner.get('/readyz');
  return [status, body.dependencies.storage];
};

/** What a new customer sent, as the team sees it. */
async function received(bytes: Buffer) {
  const who = newPerson();
  business.api.sandbox.addCustomer(who);
  business.writes(who, { type: 'document', bytes, mimeType: 'application/pdf', filename: 'menu.pdf' });
  await business.settle();
  await business.api.app.runDueSending();
  return async () => {
    const content = (await business.with(who)).messages[0]?.content;
    if (content?.kind !== 'media') throw new Error('there is no file');
    return content.media;
  };
}

describe('with object storage, a file', () => {
  it('of a customer lies there and nowhere else, and is handed out as ever, also in pieces', async () => {
    const bytes = sized(pdf, megabytes(6));
    const before = await storage.names();
    const shown = await received(bytes);
    const { state, mediaId } = await shown();
    expect([state, (await storage.names()).length, await inDatabase()]).toEqual(['ready', before.length + 1, 0]);
    const whole = await files.read(mediaId);
    expect(whole.body.equals(bytes)).toBe(true);
    expect(whole.headers).toMatchObject({
      'content-disposition': 'attachment; filename=menu.pdf',
      'x-content-type-options': 'nosniff',
      'content-length': String(bytes.length),
    });
    const part = await files.read(mediaId, { Range: 'bytes=5-6000000' });
    expect([part.status, part.body.equals(bytes.subarray(5, 6_000_001))]).toEqual([206, true]);
  });

  it('that is refused leaves nothing there', async () => {
    const before = await storage.names();
    expect(refusal(await files.upload(pdf, 'image/png'))).toEqual([415, 'media_type_refused']);
    expect(await storage.names()).toEqual(before);
    expect(await media().countDocuments({ unsent: true })).toBe(0);
  });

  it('that is erased is erased there', async () => {
    await received(pdf);
    expect(await storage.names()).not.toEqual([]);
    const models = inboxModels(business.api.connection);
    const eraseFiles = createFileErasure({ ...models, store: storeFor('s3') });
    await eraseFiles(business.accountId, [seedNumbers.acmeFlowers.id]);
    expect([await storage.names(), await media().countDocuments()]).toEqual([[], 0]);
  });
});

describe.each(['away', 'full'] as const)('while object storage is %s', (mood) => {
  const named = { away: 'unreachable', full: 'full' }[mood];

  it('files of customers wait, are shown as waiting, and come when it does; /readyz names it', async () => {
    storage.be(mood);
    const shown = await received(pdf);
    const { state, mediaId } = await shown();
    expect([state, await readiness()]).toEqual(['waiting', [200, named]]);
    expect((await business.owner.get('/metrics')).text).toContain('switchboard_object_storage_up 0');
    expect(refusal(await files.read(mediaId))).toEqual([409, 'media_not_ready']);

    storage.be('well');
    business.api.clock.advance(minutes(1));
    await business.api.app.runDueSending();
    expect([(await shown()).state, await readiness()]).toEqual(['ready', [200, 'ok']]);
    expect((await files.read(mediaId)).body.equals(pdf)).toBe(true);
  });

  it('nobody’s upload is taken', async () => {
    storage.be(mood);
    expect(refusal(await files.upload(png, 'image/png'))).toEqual([503, 'storage_unavailable']);
    expect(await media().countDocuments({ unsent: true })).toBe(0);
  });
});

describe('while object storage is away', () => {
  it('what lies there is not handed out, and a message with it waits', async () => {
    const { body } = await files.upload(png, 'image/png');
    const { mediaId } = body.media;
    const who = newPerson();
    business.api.sandbox.addCustomer(who);
    business.writes(who, 'Hello');
    await business.settle();
    const { id } = await business.with(who);
    storage.be('away');
    expect(refusal(await files.read(mediaId))).toEqual([503, 'storage_unavailable']);
    const message = { clientId: randomUUID(), type: 'media', mediaId };
    expect((await business.owner.post(`/api/conversations/${id}/messages`, message)).status).toBe(201);
    const arrived = () => business.api.sandbox.sentMessages().filter(({ customerId }) => customerId === who.id);
    await business.api.app.runDueSending();
    expect([(await business.with(who)).messages.at(-1)?.status, arrived()]).toEqual(['queued', []]);
    storage.be('well');
    business.api.clock.advance(minutes(1));
    await business.api.app.runDueSending();
    expect(arrived()).toMatchObject([{ type: 'image' }]);
  });
});

describe('what nobody knows in object storage', () => {
  it('is removed after a day; files, and what is not ours, stay', async () => {
    const shown = await received(pdf);
    const known = await storage.names();
    const store = storeFor('s3');
    const orphan = String(store.newId());
    await store.save(orphan, Readable.from([png]));
    await objects.save('somebody-elses', Readable.from([png]));
    const all = [...known, orphan, 'somebody-elses'].toSorted();
    await business.api.app.sweepOrphans();
    expect(await storage.names()).toEqual(all);
    business.api.clock.advance(days(1) + minutes(1));
    await business.api.app.sweepOrphans();
    expect(await storage.names()).toEqual(all.filter((name) => name !== orphan));
    await business.owner.refresh();
    expect((await files.read((await shown()).mediaId)).body.equals(pdf)).toBe(true);
  });
});

describe('moving files', () => {
  const move = (to: StoreName): Promise<FileMove> => {
    const { connection, clock } = business.api;
    const moveFiles = createFileMove({ media: inboxModels(connection).media, store: storeFor(to), clock });
    return moveFiles(to, () => undefined);
  };
  /** A file as it was stored before there was object storage. */
  async function storedInDatabase(mediaId: string, bytes: Buffer, size = bytes.length): Promise<void> {
    const store = storeFor('database');
    const fileId = store.newId();
    await store.save(fileId, Readable.from([bytes]));
    await media().insertOne({
      ...{ _id: mediaId, accountId: business.accountId, kind: 'document', state: 'ready', mimeType: 'application/pdf' },
      ...{ fileId, size, createdAt: business.api.clock.now() },
    });
  }
  const readable = async (mediaId: string, bytes: Buffer) => (await files.read(mediaId)).body.equals(bytes);

  it('takes them there while people use them, and again takes nothing; the former copies go later', async () => {
    const bytes = randomBytes(600_000);
    await storedInDatabase('med_old1', bytes);
    await storedInDatabase('med_old2', pdf);
    const before = await storage.names();
    expect(await move('s3')).toEqual({ moved: 2, bytes: bytes.length + pdf.length, lost: [], left: 0 });
    expect((await storage.names()).length).toBe(before.length + 2);
    expect([await readable('med_old1', bytes), await readable('med_old2', pdf)]).toEqual([true, true]);
    expect(await move('s3')).toMatchObject({ moved: 0, left: 0 });
    // Downloads under way go on.
    await business.api.app.sweep();
    expect(await inDatabase()).toBe(2);
    business.api.clock.advance(hours(1));
    await business.api.app.sweep();
    expect(await inDatabase()).toBe(0);
    await business.owner.refresh();
    expect(await readable('med_old1', bytes)).toBe(true);
  });

  it('can be taken back', async () => {
    await storedInDatabase('med_back', pdf);
    await move('s3');
    business.api.clock.advance(hours(1));
    await business.api.app.sweep();
    const there = await storage.names();
    const ready = await media().countDocuments({ state: 'ready' });
    expect(await move('database')).toMatchObject({ moved: ready, left: 0 });
    business.api.clock.advance(hours(1));
    await business.api.app.sweep();
    await business.owner.refresh();
    expect([await inDatabase(), await readable('med_back', pdf)]).toEqual([ready, true]);
    expect((await storage.names()).length).toBe(there.length - ready);
    await move('s3');
  });

  it('that ends in the middle loses nothing, and goes on', async () => {
    await storedInDatabase('med_half', pdf);
    storage.be('full');
    await expect(move('s3')).rejects.toMatchObject({ code: 'storage_unavailable' });
    expect(await readable('med_half', pdf)).toBe(true);
    storage.be('well');
    // As a process leaves it that was killed while it copied.
    const store = storeFor('s3');
    const copy = store.newId();
    await store.save(copy, Readable.from([pdf]));
    const spare = { spareFileId: copy, spareSince: business.api.clock.now() };
    await media().updateOne({ _id: 'med_half' }, { $set: spare });
    expect(await move('s3')).toMatchObject({ moved: 0, left: 1 });
    business.api.clock.advance(hours(1));
    await business.api.app.sweep();
    expect(await storage.names()).not.toContain(copy);
    expect(await move('s3')).toMatchObject({ moved: 1, left: 0 });
    await business.owner.refresh();
    expect(await readable('med_half', pdf)).toBe(true);
  });

  it('leaves what is not whole where it is, and names it', async () => {
    await storedInDatabase('med_torn', pdf, pdf.length + 1);
    const before = await storage.names();
    expect(await move('s3')).toMatchObject({ moved: 0, lost: ['med_torn'], left: 1 });
    expect(await storage.names()).toEqual(before);
  });
});
