import {
  toUploadKind,
  toUploadType,
  type UploadKind,
  uploadLimits,
  uploadRefusal,
  uploadTypeNames,
} from '@switchboard/contracts';
import { mediaWords, sizeWords } from '../content/fileWords';

export type FileCheck = { ok: true; kind: UploadKind } | { ok: false; reason: string };

/** The type under which a file is uploaded; by its name, where the browser does not know it. */
export const toFileType = ({ name, type }: { name: string; type: string }): string =>
  toUploadType(type, name) || 'application/octet-stream';

/** Whether WhatsApp takes a file, before its upload. The reason names the limit, or what can be done. */
export function checkFile(file: { name: string; type: string; size: number }): FileCheck {
  const type = toFileType(file);
  const kind = toUploadKind(type);
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

/** Extensions for which browsers have no type, and pictures that become photographs (`photograph.ts`). */
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

export const acceptedTypes = [...uploadTypeNames, ...moreNames].join(',');
