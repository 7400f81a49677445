import { describe, expect, it } from 'vitest';
import { uploadRefusal, webpRefusal } from './uploadRefusals.js';
import { toUploadKind, toUploadType, uploadLimits, uploadTypeNames } from './uploads.js';
import { webpFacts } from './webp.js';

const metaTypes: readonly string[] = Object.values(uploadLimits).flatMap(({ mimeTypes }): string[] => [...mimeTypes]);

describe('a file by whichever name its type has', () => {
  it.each([
    ['a voice memo of an iPhone, in Chrome', 'audio/x-m4a', 'audio/mp4', 'audio'],
    ['a voice memo of an iPhone, in Safari', 'audio/m4a', 'audio/mp4', 'audio'],
    ['a voice memo of an iPhone, in Firefox', 'audio/mp4', 'audio/mp4', 'audio'],
    ['an Android recording', 'audio/mp4a-latm', 'audio/mp4', 'audio'],
    ['an MP3 in Chrome', 'audio/mpeg', 'audio/mpeg', 'audio'],
    ['an MP3 on old systems', 'audio/mp3', 'audio/mpeg', 'audio'],
    ['an MP3 on others', 'audio/x-mpeg', 'audio/mpeg', 'audio'],
    ['AAC', 'audio/x-aac', 'audio/aac', 'audio'],
    ['AAC of a stream', 'audio/aacp', 'audio/aac', 'audio'],
    ['AAC on Windows', 'audio/vnd.dlna.adts', 'audio/aac', 'audio'],
    ['Opus', 'audio/opus', 'audio/ogg', 'audio'],
    ['Opus of a recorder', 'audio/ogg; codecs=opus', 'audio/ogg', 'audio'],
    ['OGG', 'application/ogg', 'audio/ogg', 'audio'],
    ['AMR', 'audio/AMR', 'audio/amr', 'audio'],
    ['a photo', 'image/jpg', 'image/jpeg', 'image'],
    ['a photo of Internet Explorer', 'image/pjpeg', 'image/jpeg', 'image'],
    ['a PNG', 'image/x-png', 'image/png', 'image'],
    ['a film of iTunes', 'video/x-m4v', 'video/mp4', 'video'],
    ['a film of an old phone', 'video/3gp', 'video/3gpp', 'video'],
    ['a PDF', 'application/x-pdf', 'application/pdf', 'document'],
    ['a table', 'text/comma-separated-values', 'text/csv', 'document'],
    ['a letter', 'application/x-msword', 'application/msword', 'document'],
    ['a text with its encoding', 'Text/Plain; charset=utf-8', 'text/plain', 'document'],
  ])('is the one that Meta takes: %s', (_what, said, type, kind) => {
    expect([toUploadType(said), toUploadKind(said)]).toEqual([type, kind]);
  });

  it('and every one of the names leads to a type of Meta’s', () => {
    expect(uploadTypeNames.filter((name) => !metaTypes.includes(toUploadType(name)))).toEqual([]);
    expect(new Set(uploadTypeNames).size).toBe(uploadTypeNames.length);
  });

  it('is known by its ending where the browser says nothing', () => {
    expect(toUploadType('', 'New Recording 4.m4a')).toBe('audio/mp4');
    expect(toUploadType('application/octet-stream', 'VOICE.M4A')).toBe('audio/mp4');
    expect(toUploadType('', 'list.csv')).toBe('text/csv');
    expect(toUploadType('application/vnd.ms-excel', 'list.csv')).toBe('text/csv');
    expect(toUploadType('application/vnd.ms-excel', 'list.xls')).toBe('application/vnd.ms-excel');
    // A type that says something is believed more than a name.
    expect(toUploadType('application/x-msdownload', 'photo.jpg')).toBe('application/x-msdownload');
    expect(toUploadType('', '__proto__')).toBe('');
    expect(toUploadType('constructor')).toBe('constructor');
  });
});

describe('a file that WhatsApp does not take', () => {
  it.each([
    ['video/quicktime', 'MP4'],
    ['image/heic', 'JPEG'],
    ['image/heif', 'Most Compatible'],
    ['image/gif', 'MP4'],
    ['image/svg+xml', 'PNG'],
    ['image/avif', 'JPEG'],
    ['image/bmp', 'PNG'],
    ['audio/wav', 'M4A'],
    ['audio/flac', 'MP3'],
    ['audio/webm', 'Opus'],
    ['audio/3gpp', 'MP3'],
    ['video/webm', 'MP4'],
    ['video/x-matroska', 'MP4'],
    ['application/zip', 'one by one'],
    ['application/vnd.oasis.opendocument.text', 'PDF'],
    ['text/html', 'PDF'],
    ['application/x-msdownload', 'WhatsApp takes pictures'],
    ['', 'WhatsApp takes pictures'],
  ])('is refused in words that say what to do: %s', (type, todo) => {
    expect(toUploadKind(type)).toBeNull();
    expect(uploadRefusal(type)).toContain(todo);
  });
});

describe('a WebP picture', () => {
  const head = (kind: string, bytes: Record<number, number>) => {
    const all = new Uint8Array(40);
    all.set(new TextEncoder().encode(`RIFF....WEBP${kind}`));
    for (const [index, byte] of Object.entries(bytes)) all[Number(index)] = byte;
    return all;
  };

  it('tells its size in each of its three kinds', () => {
    // 1200 × 800, less one where the format counts so.
    expect(webpFacts(head('VP8 ', { 26: 0xb0, 27: 0x04, 28: 0x20, 29: 0x03 }))).toEqual({
      width: 1200,
      height: 800,
      animated: false,
    });
    const bits = 1199 | (799 << 14);
    const lossless = {
      20: 0x2f,
      21: bits & 255,
      22: (bits >> 8) & 255,
      23: (bits >> 16) & 255,
      24: (bits >> 24) & 255,
    };
    expect(webpFacts(head('VP8L', lossless))).toEqual({ width: 1200, height: 800, animated: false });
    const extended = { 20: 0x02, 24: 0xaf, 25: 0x04, 27: 0x1f, 28: 0x03 };
    expect(webpFacts(head('VP8X', extended))).toEqual({ width: 1200, height: 800, animated: true });
  });

  it('is nothing else, and may be cut off', () => {
    expect(webpFacts(new Uint8Array([0xff, 0xd8, 0xff]))).toBeNull();
    expect(webpFacts(new Uint8Array())).toBeNull();
    expect(webpFacts(head('VP8X', {}).subarray(0, 16))).toEqual({ width: 1, height: 1, animated: false });
  });

  it('that is no sticker is refused with its size and what to do', () => {
    const facts = { width: 1200, height: 800, animated: false };
    expect(webpRefusal(facts)).toContain('1200 × 800. Save it as JPEG or PNG');
    expect(webpRefusal({ ...facts, animated: true })).toContain('MP4 film');
  });
});
