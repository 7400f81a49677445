import { describe, expect, it } from 'vitest';
import { isPicture, planPicture } from './photograph';
import { acceptedTypes, checkFile, toFileType } from './uploadCheck';

const KB = 1024;
/** The head of a lossy WebP of a size. */
const webp = (width: number, height: number) => {
  const head = new Uint8Array(64);
  head.set(new TextEncoder().encode('RIFF....WEBPVP8 '));
  new DataView(head.buffer).setUint16(26, width, true);
  new DataView(head.buffer).setUint16(28, height, true);
  return head;
};
const moving = (width: number, height: number) => {
  const head = new Uint8Array(64);
  head.set(new TextEncoder().encode('RIFF....WEBPVP8X'));
  head[20] = 0x02;
  new DataView(head.buffer).setUint16(24, width - 1, true);
  new DataView(head.buffer).setUint16(27, height - 1, true);
  return head;
};
const file = (change: Partial<{ name: string; type: string; size: number }> = {}) => ({
  name: 'rose.webp',
  type: 'image/webp',
  size: 60 * KB,
  ...change,
});
const nothing = new Uint8Array(64);

describe('a WebP picture that was chosen', () => {
  it('goes as a sticker when it has the measures of one', () => {
    expect(planPicture(file(), webp(512, 512))).toEqual({ kind: 'as it is' });
    expect(planPicture(file({ size: 400 * KB }), moving(512, 512))).toEqual({ kind: 'as it is' });
  });

  it.each([
    ['it is large', file(), webp(4000, 3000)],
    ['it is small', file(), webp(200, 200)],
    ['it is no square', file(), webp(512, 300)],
    ['it is too heavy for a sticker', file({ size: 101 * KB }), webp(512, 512)],
    ['its name says that it is one', file({ name: 'rose.jpg', type: 'image/jpeg' }), webp(512, 512)],
    ['its name says that it is another one', file({ name: 'rose.png', type: 'image/png' }), webp(900, 900)],
  ])('goes as a photograph when %s', (_why, chosen, head) => {
    expect(planPicture(chosen, head)).toMatchObject({
      kind: 'photograph',
      otherwise: expect.stringContaining('JPEG or PNG'),
    });
  });

  it('says why it cannot go when it moves and is no sticker', () => {
    expect(planPicture(file(), moving(800, 600))).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('MP4 film'),
    });
    expect(planPicture(file({ size: 501 * KB }), moving(512, 512))).toMatchObject({ kind: 'refused' });
  });
});

describe('another picture that was chosen', () => {
  it('goes as it is when WhatsApp takes it', () => {
    expect(planPicture(file({ name: 'a.jpg', type: 'image/jpeg' }), nothing)).toEqual({ kind: 'as it is' });
    expect(planPicture(file({ name: 'a.png', type: 'image/png' }), nothing)).toEqual({ kind: 'as it is' });
  });

  it.each([
    ['image/heic', 'IMG_1.HEIC'],
    ['', 'IMG_1.HEIC'],
    ['image/avif', 'a.avif'],
    ['image/bmp', 'a.bmp'],
  ])('goes as a photograph where the browser can read it, and says why not where it cannot: %s %s', (type, name) => {
    expect(isPicture({ type, name })).toBe(true);
    expect(planPicture({ type, name, size: 10 }, nothing)).toMatchObject({
      kind: 'photograph',
      otherwise: expect.stringContaining('JPEG'),
    });
  });

  it('is refused in words when it is a drawing or moves', () => {
    expect(checkFile({ name: 'a.svg', type: 'image/svg+xml', size: 1 })).toMatchObject({
      ok: false,
      reason: expect.stringContaining('PNG'),
    });
    expect(checkFile({ name: 'a.gif', type: 'image/gif', size: 1 })).toMatchObject({
      ok: false,
      reason: expect.stringContaining('MP4'),
    });
  });
});

describe('a voice memo of an iPhone', () => {
  it.each(['audio/x-m4a', 'audio/m4a', 'audio/mp4', ''])(
    'is sound that WhatsApp takes, whatever the browser calls it: "%s"',
    (type) => {
      const memo = { name: 'New Recording 4.m4a', type, size: 300 * KB };
      expect([checkFile(memo), toFileType(memo)]).toEqual([{ ok: true, kind: 'audio' }, 'audio/mp4']);
    },
  );

  it('can be chosen in the dialog for files', () => {
    expect(acceptedTypes.split(',')).toEqual(
      expect.arrayContaining(['audio/x-m4a', '.m4a', 'image/heic', 'image/jpeg']),
    );
  });
});

it('a film that WhatsApp does not take says what to do', () => {
  expect(checkFile({ name: 'a.mov', type: 'video/quicktime', size: 1 })).toEqual({
    ok: false,
    reason: 'WhatsApp does not take MOV films. Save the film as MP4 with H.264 and AAC.',
  });
});
