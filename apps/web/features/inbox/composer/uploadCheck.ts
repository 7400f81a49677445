import {
  type UploadKind,
  uploadKindOf,
  uploadLimits,
  uploadRefusal,
  uploadTypeNames,
  uploadTypeOf,
} from '@switchboard/contracts';
import { mediaWords, sizeWords } from '../content/fileWords';

export type FileCheck = { ok: true; kind: UploadKind } | { ok: false; reason: string };

/** The type under which a file is uploaded; files whose type the browser does not know are known by their name. */
export const typeOfFile = ({ name, type }: { name: string; type: string }): string =>
  uploadTypeOf(type, name) || 'application/octet-stream';

/** Whether WhatsApp takes a file, before any of it is sent; the reason names the limit, or what can be done. */
export function checkFile(file: { name: string; type: string; size: number }): FileCheck {
  const type = typeOfFile(file);
  const kind = uploadKindOf(type);
  if (kind === null) return { ok: false, reason: uploadRefusal(type) };
  if (file.size === 0) return { ok: false, reason: 'The file is empty.' };
  const { maxBytes } = uploadLimits[kind];
  if (file.size > maxBytes) {
    return {
      ok: false,
      reason: `${mediaWords[kind].plural} can have up to ${sizeWords(maxBytes)}; this one has ${sizeWords(file.size)}.`,
    };
  }
  return { ok: true, kind };
}

/** Endings of what browsers have no type for, and pictures that are made into photographs (`photograph.ts`). */
const moreNames = [
  '.m4a',
  '.opus',
  '.amr',
  '.csv',
  '.heic',
  '.heif',
  'image/heic',
  'image/heif',
  'image/avif',
  'image/bmp',
];

/** All that may be chosen, for the `accept` of a file input. */
export const acceptedTypes = [...uploadTypeNames, ...moreNames].join(',');
