import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTeam, type Team } from '../../../test/chat.js';
import { jpeg, mp4, ogg, openFiles, png } from '../../../test/files.js';
import type { MediaRecord } from './media.model.js';
import { announcedType, checkType } from './mediaType.js';

const box = (brand: string) =>
  Buffer.concat([
    Buffer.from('0000001c', 'hex'),
    Buffer.from(`ftyp${brand}\0\0\0\0${brand}isom`, 'latin1'),
    Buffer.alloc(64),
  ]);
const m4a = box('M4A ');
const mov = box('qt  ');
const heic = box('heic');
const adts = Buffer.from('fff1508003dffc', 'hex');
const mp3 = Buffer.concat([
  Buffer.from('ID3\x03\0\0\0\0\0\0', 'latin1'),
  Buffer.from('fffb9064', 'hex'),
  Buffer.alloc(600),
]);
const vorbis = Buffer.concat([ogg.subarray(0, 28), Buffer.from('\x01vorbis', 'latin1'), Buffer.alloc(64)]);
/** A WebP of a size, lossy. */
const makeWebp = (width: number, height: number) => {
  const head = Buffer.alloc(64);
  head.write('RIFF\x24\0\0\0WEBPVP8 ', 'latin1');
  head.writeUInt16LE(width, 26);
  head.writeUInt16LE(height, 28);
  return head;
};

const judged = (bytes: Buffer, type: string, filename?: string) => checkType(announcedType(type, filename), bytes);
const readRefusal = (bytes: Buffer, type: string, filename?: string) =>
  (async () => judged(bytes, type, filename))().then(
    () => 'taken',
    (error: Error) => error.message,
  );

describe('a file is taken as what its bytes are', () => {
  it.each([
    ['an iPhone’s voice memo, as Chrome names it', m4a, 'audio/x-m4a', 'audio/mp4'],
    ['an iPhone’s voice memo, as Safari names it', m4a, 'audio/m4a', 'audio/mp4'],
    ['an iPhone’s voice memo, as Firefox names it', m4a, 'audio/mp4', 'audio/mp4'],
    ['an iPhone’s voice memo, under the name of AAC', m4a, 'audio/aac', 'audio/mp4'],
    ['an iPhone’s voice memo, under the name of MP3', m4a, 'audio/mp3', 'audio/mp4'],
    ['sound in a film’s container', mp4, 'audio/x-m4a', 'audio/mp4'],
    ['AAC under the name of M4A', adts, 'audio/x-m4a', 'audio/aac'],
    ['MP3', mp3, 'audio/mp3', 'audio/mpeg'],
    ['Opus', ogg, 'audio/opus', 'audio/ogg; codecs=opus'],
    ['Opus under the name of MP3', ogg, 'audio/mpeg', 'audio/ogg; codecs=opus'],
    ['a photo', jpeg, 'image/jpg', 'image/jpeg'],
    ['a picture', png, 'image/x-png', 'image/png'],
    ['a film', mp4, 'video/x-m4v', 'video/mp4'],
  ])('%s', async (_what, bytes, type, expected) => {
    expect((await judged(bytes, type)).mimeType).toBe(expected);
  });

  it('also when the browser says nothing and the name does', async () => {
    expect(await judged(m4a, 'application/octet-stream', 'Recording.m4a')).toMatchObject({
      kind: 'audio',
      mimeType: 'audio/mp4',
    });
    expect(await judged(Buffer.from('a;b'), 'application/vnd.ms-excel', 'list.csv')).toMatchObject({
      mimeType: 'text/csv',
    });
  });

  it('and refused with what to do when WhatsApp does not take it', async () => {
    expect(await readRefusal(mov, 'video/quicktime')).toContain('Save the film as MP4');
    expect(await readRefusal(mov, 'video/mp4')).toMatch(/it is video\/quicktime\. .* Save the film as MP4/);
    expect(await readRefusal(heic, 'image/heic')).toContain('Save the photo as JPEG');
    expect(await readRefusal(heic, 'image/jpeg')).toMatch(/it is image\/heic\. .*Save the photo as JPEG/);
    expect(await readRefusal(png, 'audio/x-m4a')).toContain('what is in it is something else');
    expect(await readRefusal(vorbis, 'audio/opus')).toContain('OGG files with Opus sound only');
    expect(await readRefusal(Buffer.from('GIF89a'), 'image/gif')).toContain('MP4 film');
  });

  it('a WebP photograph says why it is no sticker, a sticker is one', async () => {
    expect(await readRefusal(makeWebp(1200, 800), 'image/webp')).toContain('this picture has 1200 × 800');
    expect(await readRefusal(makeWebp(400, 300), 'image/webp')).toContain('Save it as JPEG or PNG');
    expect(await judged(makeWebp(512, 512), 'image/webp')).toMatchObject({ kind: 'sticker', maxBytes: 100 * 1024 });
  });
});

describe('a voice memo of an iPhone', () => {
  let team: Team;
  beforeAll(async () => {
    team = await startTeam();
  });
  afterAll(() => team.stop());

  it('is uploaded as Chrome names it, and reaches the customer as sound that WhatsApp plays', async () => {
    const files = openFiles(await team.api.listen(), team.owner);
    const response = await files.upload(m4a, 'audio/x-m4a', 'New Recording 4.m4a');
    expect([response.status, response.body.media?.kind, response.body.media?.mimeType]).toEqual([
      201,
      'audio',
      'audio/mp4',
    ]);
    const chat = await team.chat();
    await chat.write({ type: 'media', mediaId: response.body.media.mediaId });
    await team.run();
    expect(chat.arrived()).toEqual(['audio']);
    const record = await team.api.connection
      .collection<MediaRecord>('media')
      .findOne({ _id: response.body.media.mediaId });
    expect(record).toMatchObject({ mimeType: 'audio/mp4', filename: 'New Recording 4.m4a' });
  });
});
