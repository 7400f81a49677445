import { deflateSync } from 'node:zlib';
import type { MediaKind } from './mediaKinds.js';

export interface SampleFile {
  bytes: Buffer;
  mimeType: string;
  filename: string;
}

function crc32Table(polynomial: number, shiftLeft: boolean): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, index) => {
    let value = shiftLeft ? index << 24 : index;
    for (let bit = 0; bit < 8; bit += 1) {
      if (shiftLeft) value = value & 0x80000000 ? (value << 1) ^ polynomial : value << 1;
      else value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    }
    return value >>> 0;
  });
}

const pngTable = crc32Table(0xedb88320, false);
const oggTable = crc32Table(0x04c11db7, true);

function pngChunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  let crc = 0xffffffff;
  for (const byte of body) crc = ((pngTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)) >>> 0;
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE((crc ^ 0xffffffff) >>> 0, body.length + 4);
  return framed;
}

function samplePng(width = 480, height = 320): Buffer {
  const row = 1 + width * 3;
  const pixels = Buffer.alloc(row * height);
  for (let y = 0; y < height; y += 1) {
    const down = y / height;
    for (let x = 0; x < width; x += 1) {
      const isSun = (x - width * 0.68) ** 2 + (y - height * 0.55) ** 2 < 1600;
      const isHill = y > height * (0.78 + 0.06 * Math.sin(x / 70));
      const colour = isHill
        ? [40, 54, 72]
        : isSun
          ? [255, 214, 140]
          : [90 + 150 * down, 110 + 50 * down, 190 - 60 * down];
      pixels.set(colour, y * row + 1 + x * 3);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = pngChunk('IDAT', deflateSync(pixels));
  return Buffer.concat([signature, pngChunk('IHDR', header), data, pngChunk('IEND', Buffer.alloc(0))]);
}

function oggPage(packets: readonly Buffer[], sequence: number, granule: bigint, flags: number): Buffer {
  const header = Buffer.alloc(27 + packets.length);
  header.write('OggS', 0, 'latin1');
  header.writeUInt8(flags, 5);
  header.writeBigUInt64LE(granule, 6);
  header.writeUInt32LE(0x5b0c, 14);
  header.writeUInt32LE(sequence, 18);
  header.writeUInt8(packets.length, 26);
  header.set(
    packets.map(({ length }) => length),
    27,
  );
  const page = Buffer.concat([header, ...packets]);
  let crc = 0;
  for (const byte of page) crc = (((crc << 8) >>> 0) ^ (oggTable[((crc >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
  page.writeUInt32LE(crc, 22);
  return page;
}

/** One second of mono silence in Opus. */
function sampleOgg(): Buffer {
  const head = Buffer.from('4f707573486561640101000080bb0000000000', 'hex');
  const tags = Buffer.concat([
    Buffer.from('OpusTags'),
    Buffer.from([7, 0, 0, 0]),
    Buffer.from('sandbox'),
    Buffer.alloc(4),
  ]);
  const silence = Array.from({ length: 50 }, () => Buffer.from([0xf8, 0xff, 0xfe]));
  return Buffer.concat([oggPage([head], 0, 0n, 2), oggPage([tags], 1, 0n, 0), oggPage(silence, 2, 48_000n, 4)]);
}

function samplePdf(): Buffer {
  const stream = 'BT /F1 24 Tf 72 720 Td (A note from a customer) Tj ET';
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${stream.length}>>stream\n${stream}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj${object}endobj\n`;
    return String(offset).padStart(10, '0');
  });
  const table = offsets.map((offset) => `${offset} 00000 n \n`).join('');
  const trailer = `trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${text.length}\n%%EOF\n`;
  return Buffer.from(`${text}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}${trailer}`, 'latin1');
}

const sampleWebp = () => Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64');

/** Only the first box of a film: it can be stored and downloaded, not watched. */
const sampleMp4 = () => Buffer.from('000000186674797069736f6d0000020069736f6d6d703432', 'hex');

const samples: Record<MediaKind, () => SampleFile> = {
  image: () => ({ bytes: samplePng(), mimeType: 'image/png', filename: 'evening.png' }),
  video: () => ({ bytes: sampleMp4(), mimeType: 'video/mp4', filename: 'clip.mp4' }),
  audio: () => ({ bytes: sampleOgg(), mimeType: 'audio/ogg; codecs=opus', filename: 'voice.ogg' }),
  document: () => ({ bytes: samplePdf(), mimeType: 'application/pdf', filename: 'note.pdf' }),
  sticker: () => ({ bytes: sampleWebp(), mimeType: 'image/webp', filename: 'sticker.webp' }),
};
const made = new Map<MediaKind, SampleFile>();

export function sampleFile(kind: MediaKind): SampleFile {
  const sample = made.get(kind) ?? samples[kind]();
  made.set(kind, sample);
  return sample;
}
