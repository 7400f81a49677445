import {
  type MediaKind,
  sticker,
  toUploadKind,
  toUploadType,
  type UploadKind,
  uploadLimits,
  uploadRefusal,
  webpFacts,
  webpRefusal,
} from '@switchboard/contracts';
import { fileTypeFromBuffer } from 'file-type';
import { AppError } from '../../platform/errors.js';

/** How many bytes tell a file's type. */
export const headBytes = 4_100;

export interface CheckedType {
  kind: UploadKind & MediaKind;
  mimeType: string;
  animated: boolean;
  maxBytes: number;
}

const opus = 'audio/ogg; codecs=opus';
/** Types that are always recognised by their bytes, with everything the reader may call them. */
const bytesOf: Readonly<Record<string, readonly string[]>> = {
  'image/jpeg': [],
  'image/png': [],
  'image/webp': [],
  'application/pdf': [],
  'video/mp4': [],
  // A container for films with sound alone.
  'audio/mp4': ['video/mp4'],
  'audio/ogg': [],
};
/** Refused only when their bytes are clearly something else. */
const bytesOfVague: Readonly<Record<string, readonly string[]>> = {
  'audio/aac': [],
  'audio/amr': [],
  'audio/mpeg': [],
  'video/3gpp': ['video/mp4'],
};
const officeContainers = new Set(['application/zip', 'application/x-cfb']);

const words: Record<UploadKind, { a: string; noun: string }> = {
  image: { a: 'A picture', noun: 'picture' },
  audio: { a: 'An audio file', noun: 'audio file' },
  video: { a: 'A video', noun: 'video' },
  sticker: { a: 'A sticker', noun: 'sticker' },
  document: { a: 'A document', noun: 'document' },
};
const stillStickerBytes = sticker.stillMaxBytes;

export function sizeInWords(bytes: number): string {
  const megabyte = 1024 * 1024;
  if (bytes >= megabyte) return `${Math.ceil((bytes / megabyte) * 10) / 10} MB`;
  return `${Math.max(1, Math.ceil(bytes / 1024))} KB`;
}

/** @param bytes null: more than allowed, and not counted. */
export function tooLarge(kind: UploadKind, maxBytes: number, bytes: number | null): AppError {
  const isStill = kind === 'sticker' && maxBytes === stillStickerBytes;
  const limit = `${isStill ? 'A sticker that does not move' : words[kind].a} can have at most ${sizeInWords(maxBytes)}`;
  const has = bytes === null ? 'this one has more' : `this one has ${sizeInWords(bytes)}`;
  return new AppError('media_too_large', { message: `${limit}; ${has}.`, details: { kind, maxBytes } });
}

export interface AnnouncedType {
  kind: UploadKind;
  mimeType: string;
}

/**
 * @param filename decides where the type says nothing.
 * @throws AppError `media_type_refused`, with what to do.
 */
export function announcedType(contentType: string | undefined, filename?: string | undefined): AnnouncedType {
  const mimeType = toUploadType(contentType ?? '', filename);
  const kind = toUploadKind(mimeType);
  if (kind) return { kind, mimeType };
  throw new AppError('media_type_refused', { message: uploadRefusal(mimeType) });
}

/**
 * Of sound the bytes decide, because systems name it in many ways.
 *
 * @param head the first {@link headBytes} bytes, or all.
 * @throws AppError `media_type_refused` when it is something else than announced.
 */
export async function checkType(announced: AnnouncedType, head: Buffer): Promise<CheckedType> {
  const { kind } = announced;
  const found = await detect(head);
  const foundType = found === undefined ? undefined : toUploadType(found);
  const isOtherSound = kind === 'audio' && foundType !== undefined && toUploadKind(foundType) === 'audio';
  const mimeType = isOtherSound ? foundType : announced.mimeType;
  if (foundType === 'audio/ogg' && kind === 'audio' && found !== opus) {
    throw refused('WhatsApp plays OGG files with Opus sound only. Save it as MP3 or M4A, or as OGG with Opus.');
  }
  if (!fits(mimeType, foundType, head)) {
    throw refused(
      foundType !== undefined && toUploadKind(foundType) === null && !officeContainers.has(foundType)
        ? `The file says it is ${announced.mimeType}, but it is ${foundType}. ${uploadRefusal(foundType)}`
        : `The file says it is ${announced.mimeType}, but what is in it is something else. Save it anew as what it should be.`,
    );
  }
  const webp = kind === 'sticker' ? webpFacts(head) : null;
  // Meta judges smaller squares itself.
  if (webp && (webp.width > sticker.side || webp.width !== webp.height)) throw refused(webpRefusal(webp));
  const animated = webp?.animated === true;
  return {
    kind,
    mimeType: mimeType === 'audio/ogg' ? opus : mimeType,
    animated,
    maxBytes: kind === 'sticker' && !animated ? stillStickerBytes : uploadLimits[kind].maxBytes,
  };
}

/**
 * The announced type where the bytes agree; theirs where it is of the same family, as a PNG that was called JPEG; else
 * plain bytes.
 *
 * @param head the first {@link headBytes} bytes, or all.
 */
export async function typeByBytes(mimeType: string, head: Buffer): Promise<string> {
  const announced = toUploadType(mimeType);
  const detected = await detect(head);
  const found = detected === undefined ? undefined : toUploadType(detected);
  if (fits(announced, found, head)) return mimeType;
  return found !== undefined && toFamily(found) === toFamily(announced) ? found : 'application/octet-stream';
}

/** `application` is no family. */
function toFamily(mimeType: string): string {
  const [family = ''] = mimeType.split('/');
  return family === 'application' ? mimeType : family;
}

const refused = (message: string) => new AppError('media_type_refused', { message });

async function detect(head: Buffer): Promise<string | undefined> {
  try {
    return (await fileTypeFromBuffer(head))?.mime;
  } catch {
    // A damaged file.
    return undefined;
  }
}

function fits(mimeType: string, found: string | undefined, head: Buffer): boolean {
  if (found === mimeType) return true;
  const exact = bytesOf[mimeType];
  if (exact) return found !== undefined && exact.includes(found);
  const vague = bytesOfVague[mimeType];
  if (vague) return found === undefined || vague.includes(found);
  if (mimeType.startsWith('text/')) return isText(head);
  return found === undefined || officeContainers.has(found);
}

/** Text has no zero bytes, unless it begins with a mark for two bytes a character. */
function isText(head: Buffer): boolean {
  const mark = head.subarray(0, 2).toString('hex');
  return mark === 'fffe' || mark === 'feff' || !head.includes(0);
}
