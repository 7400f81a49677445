import { Readable } from 'node:stream';
import { auditReply } from '@switchboard/contracts';
import { seedNumbers } from '@switchboard/meta-sandbox/seeds';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { harmful, signature, startScanner, type TestScanner } from '../../../test/clamd.js';
import { openFiles, pdf, png } from '../../../test/files.js';
import { type Business, newPerson, startBusiness } from '../../../test/inbox.js';
import { createClamd, readVerdict } from '../../platform/clamd.js';
import { days, later, minutes } from '../../platform/clock.js';

let scanner: TestScanner;
let business: Business;
let files: ReturnType<typeof openFiles>;
beforeAll(async () => {
  scanner = await startScanner();
  business = await startBusiness({ env: { CLAMD_URL: scanner.url } });
  files = openFiles(business.url, business.owner);
});
afterAll(async () => {
  await business.stop();
  await scanner.stop();
});
afterEach(() => scanner.answer('by content'));

const infected = Buffer.concat([pdf, harmful]);
const bytesKept = () => business.api.connection.collection('mediaFiles.chunks').countDocuments();
const heldBack = async () =>
  auditReply.parse((await business.owner.get('/api/account/audit?action=file.held_back')).body).entries;

describe('a file that is uploaded, with a virus scanner', () => {
  it('is taken once it was searched as a whole', async () => {
    expect((await files.upload(png, 'image/png')).status).toBe(201);
    expect(scanner.searched.at(-1)?.equals(png)).toBe(true);
  });

  it('and has something in it, is refused, removed and audited', async () => {
    const before = await bytesKept();
    const refused = await files.upload(infected, 'application/pdf', 'menu.pdf');
    expect([refused.status, refused.body.code]).toEqual([422, 'media_infected']);
    expect(await bytesKept()).toBe(before);
    expect(await heldBack()).toMatchObject([
      { actor: { userId: business.owner.signedIn?.user.userId }, text: expect.stringContaining(signature) },
    ]);
  });

  it.each(['away', 'INSTREAM size limit exceeded. ERROR', 'something else'])(
    'and could not be searched, is refused for now: %s',
    async (answer) => {
      const before = await bytesKept();
      scanner.answer(answer);
      const refused = await files.upload(png, 'image/png');
      expect([refused.status, refused.body.code]).toEqual([503, 'scanner_unavailable']);
      expect(await bytesKept()).toBe(before);
    },
  );
});

describe('a file of a customer, with a virus scanner', () => {
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

  it('is handed out once it was searched', async () => {
    const shown = await received(pdf);
    expect(await shown()).toMatchObject({ state: 'ready' });
    expect(scanner.searched.at(-1)?.equals(pdf)).toBe(true);
    expect((await files.read((await shown()).mediaId)).body.equals(pdf)).toBe(true);
  });

  it('and has something in it, is held back: its message says so, and it is audited', async () => {
    const audited = (await heldBack()).length;
    const before = await bytesKept();
    const shown = await received(infected);
    expect(await shown()).toMatchObject({ state: 'infected' });
    const { status, body } = await files.read((await shown()).mediaId);
    expect([status, JSON.parse(String(body)).code]).toEqual([422, 'media_infected']);
    expect(await bytesKept()).toBe(before);
    const [entry, ...others] = await heldBack();
    expect(others).toHaveLength(audited);
    expect(entry).toMatchObject({ actor: null, phoneNumberId: seedNumbers.acmeFlowers.id });
  });

  it('waits for a scanner that is away, is not fetched twice, and is searched when it comes', async () => {
    scanner.answer('away');
    const shown = await received(pdf);
    expect(await shown()).toMatchObject({ state: 'unscanned', size: pdf.length });
    const { mediaId } = await shown();
    expect((await files.read(mediaId)).status).toBe(409);
    // It came longer ago than Meta keeps it: our copy is the only one.
    const createdAt = later(business.api.clock.now(), -days(8));
    const media = business.api.connection.collection<{ _id: string }>('media');
    await media.updateOne({ _id: mediaId }, { $set: { createdAt } });
    business.api.clock.advance(minutes(1));
    await business.api.app.runDueSending();
    expect(await shown()).toMatchObject({ state: 'unscanned' });

    scanner.answer('by content');
    business.api.clock.advance(minutes(1));
    await business.api.app.runDueSending();
    expect(await shown()).toMatchObject({ state: 'ready' });
    expect((await files.read(mediaId)).body.equals(pdf)).toBe(true);
  });
});

describe('the scanner', () => {
  it.each([
    ['stream: OK', { kind: 'clean' }],
    ['stream: Eicar-Test FOUND', { kind: 'found', signature: 'Eicar-Test' }],
    ['stream: <b>\u0007 FOUND', { kind: 'found', signature: '?b??' }],
    ['stream: OKAY', { kind: 'unavailable', reason: 'stream: OKAY' }],
    ['', { kind: 'unavailable', reason: '' }],
  ])('says “%s”, and what is not understood is no “clean”', (answer, verdict) => {
    expect(readVerdict(answer)).toEqual(verdict);
  });

  it('that is not there, or a file that breaks off, is no “clean”', async () => {
    const nobody = createClamd('unix:/nowhere/clamd.ctl');
    expect(await nobody.scan(Readable.from([png]))).toMatchObject({ kind: 'unavailable' });
    const broken = async function* () {
      yield png;
      throw new Error('the store is away');
    };
    const verdict = await createClamd(scanner.url).scan(broken());
    expect(verdict).toEqual({ kind: 'unavailable', reason: 'the store is away' });
  });
});
