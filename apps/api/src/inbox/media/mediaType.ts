import { type MediaKind, type UploadKind, uploadKindOf, uploadLimits } from '@switchboard/contracts';
import { fileTypeFromBuffer } from 'file-type';
import { AppError } from '../../platform/errors.js';

/** So many bytes at the beginning of a file tell what it is. */
export const headBytes = 4_100;

/** What is sent from here, with what is known about it. */
export interface CheckedType {
  kind: UploadKind & MediaKind;
  /** As Meta wants it named. */
  mimeType: string;
  animated: boolean;
  maxBytes: number;
}

const opus = 'audio/ogg; codecs=opus';
/** What the bytes must be, by what the file is said to be. */
const bytesOf: Readonly<Record<string, readonly string[]>> = {
  'image/jpeg': ['image/jpeg'],
  'image/png': ['image/png', 'image/apng'],
  'image/webp': ['image/webp'],
  'application/pdf': ['application/pdf'],
  'video/mp4': ['video/mp4', 'video/x-m4v'],
  'audio/mp4': ['audio/mp4', 'audio/x-m4a', 'video/mp4'],
  // WhatsApp plays Opus alone of what can be in an OGG file.
  'audio/ogg': [opus],
};
/** Kinds that are not always recognised by their bytes: refused only when they are clearly something else. */
const bytesOfVague: Readonly<Record<string, readonly string[]>> = {
  'audio/aac': ['audio/aac'],
  'audio/amr': ['audio/amr'],
  'audio/mpeg': ['audio/mpeg'],
  'video/3gpp': ['video/3gpp', 'video/mp4'],
};
/** Old and new Office files, without looking into them. */
const officeContainers = new Set(['application/zip', 'application/x-cfb']);

const words: Record<UploadKind, { a: string; noun: string }> = {
  image: { a: 'A picture', noun: 'picture' },
  audio: { a: 'An audio file', noun: 'audio file' },
  video: { a: 'A video', noun: 'video' },
  sticker: { a: 'A sticker', noun: 'sticker' },
  document: { a: 'A document', noun: 'document' },
};
const stillStickerBytes = 100 * 1024;

/** `5 MB`, `7.2 MB`, `100 KB`. */
export function sizeInWords(bytes: number): string {
  const megabyte = 1024 * 1024;
  if (bytes >= megabyte) return `${Math.ceil((bytes / megabyte) * 10) / 10} MB`;
  return `${Math.max(1, Math.ceil(bytes / 1024))} KB`;
}

/** @param bytes what it has; null while it is only known that it has more than it may. */
export function tooLarge(kind: UploadKind, maxBytes: number, bytes: number | null): AppError {
  const isStill = kind === 'sticker' && maxBytes === stillStickerBytes;
  const limit = `${isStill ? 'A sticker that does not move' : words[kind].a} can have at most ${sizeInWords(maxBytes)}`;
  const has = bytes === null ? 'this one has more' : `this one has ${sizeInWords(bytes)}`;
  return new AppError('media_too_large', { message: `${limit}; ${has}.`, details: { kind, maxBytes } });
}

/** What a file is said to be. */
export interface AnnouncedType {
  kind: UploadKind;
  mimeType: string;
}

/** @throws AppError `media_type_refused` for what WhatsApp takes as nothing. */
export function announcedType(contentType: string | undefined): AnnouncedType {
  const mimeType = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  const kind = uploadKindOf(mimeType);
  if (kind) return { kind, mimeType };
  throw new AppError('media_type_refused', {
    message:
      'WhatsApp takes pictures (JPEG, PNG), videos (MP4, 3GP), audio (AAC, AMR, MP3, M4A, OGG with Opus), stickers (WebP) and documents (PDF, text, Office).',
  });
}

/**
 * Compares what a file is said to be with how it begins.
 *
 * @param head its first {@link headBytes} bytes, or all of it.
 * @throws AppError `media_type_refused` when it is something else.
 */
export async function checkType(announced: AnnouncedType, head: Buffer): Promise<CheckedType> {
  const { kind, mimeType } = announced;
  const found = await detect(head);
  if (!fits(mimeType, found, head)) {
    throw new AppError('media_type_refused', {
      message:
        mimeType === 'audio/ogg' && found?.startsWith('audio/ogg')
          ? 'WhatsApp plays OGG files with Opus sound only.'
          : `The file says it is ${mimeType}, but what is in it is something else. Save it anew as what it should be.`,
    });
  }
  const animated = kind === 'sticker' && isAnimated(head);
  return {
    kind,
    mimeType: mimeType === 'audio/ogg' ? opus : mimeType,
    animated,
    maxBytes: kind === 'sticker' && !animated ? stillStickerBytes : uploadLimits[kind].maxBytes,
  };
}

async function detect(head: Buffer): Promise<string | undefined> {
  try {
    return (await fileTypeFromBuffer(head))?.mime;
  } catch {
    // Damaged in a way that the reader stumbles over: nothing that it knows.
    return undefined;
  }
}

function fits(mimeType: string, found: string | undefined, head: Buffer): boolean {
  const exact = bytesOf[mimeType];
  if (exact) return found !== undefined && exact.includes(found);
  const vague = bytesOfVague[mimeType];
  if (vague) return found === undefined || vague.includes(found);
  if (mimeType.startsWith('text/')) return isText(head);
  return found === undefined || officeContainers.has(found) || found === mimeType;
}

/** Text has no zero bytes, unless it begins by saying that every character has two. */
function isText(head: Buffer): boolean {
  const mark = head.subarray(0, 2).toString('hex');
  return mark === 'fffe' || mark === 'feff' || !head.includes(0);
}

/** An extended WebP header says with its second bit that there is more than one picture. */
const isAnimated = (head: Buffer): boolean =>
  head.subarray(12, 16).toString('latin1') === 'VP8X' && ((head[20] ?? 0) & 0x02) !== 0;
