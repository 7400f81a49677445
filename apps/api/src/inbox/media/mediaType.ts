import {
  type MediaKind,
  sticker,
  type UploadKind,
  uploadKindOf,
  uploadLimits,
  uploadRefusal,
  uploadTypeOf,
  webpFacts,
  webpRefusal,
} from '@switchboard/contracts';
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
/** Types that their bytes always tell. What they tell besides the type itself, by its one name (`uploadTypeOf`). */
const bytesOf: Readonly<Record<string, readonly string[]>> = {
  'image/jpeg': [],
  'image/png': [],
  'image/webp': [],
  'application/pdf': [],
  'video/mp4': [],
  // Sound alone in a container that can have films.
  'audio/mp4': ['video/mp4'],
  'audio/ogg': [],
};
/** Kinds that are not always recognised by their bytes: refused only when they are clearly something else. */
const bytesOfVague: Readonly<Record<string, readonly string[]>> = {
  'audio/aac': [],
  'audio/amr': [],
  'audio/mpeg': [],
  'video/3gpp': ['video/mp4'],
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
const stillStickerBytes = sticker.stillMaxBytes;

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

/**
 * @param contentType by whichever of the type's names (`uploadTypeOf`).
 * @param filename decides where the type says nothing.
 * @throws AppError `media_type_refused` for what WhatsApp takes as nothing, with what to do.
 */
export function announcedType(contentType: string | undefined, filename?: string | undefined): AnnouncedType {
  const mimeType = uploadTypeOf(contentType ?? '', filename);
  const kind = uploadKindOf(mimeType);
  if (kind) return { kind, mimeType };
  throw new AppError('media_type_refused', { message: uploadRefusal(mimeType) });
}

/**
 * Compares what a file is said to be with how it begins. Of sound, its bytes have the last word: recorders and systems
 * name it in many ways, and each is played as what it is.
 *
 * @param head its first {@link headBytes} bytes, or all of it.
 * @throws AppError `media_type_refused` when it is something else.
 */
export async function checkType(announced: AnnouncedType, head: Buffer): Promise<CheckedType> {
  const { kind } = announced;
  const found = await detect(head);
  const foundType = found === undefined ? undefined : uploadTypeOf(found);
  const isOtherSound = kind === 'audio' && foundType !== undefined && uploadKindOf(foundType) === 'audio';
  const mimeType = isOtherSound ? foundType : announced.mimeType;
  if (foundType === 'audio/ogg' && kind === 'audio' && found !== opus) {
    throw refused('WhatsApp plays OGG files with Opus sound only. Save it as MP3 or M4A, or as OGG with Opus.');
  }
  if (!fits(mimeType, foundType, head)) {
    throw refused(
      foundType !== undefined && uploadKindOf(foundType) === null && !officeContainers.has(foundType)
        ? `The file says it is ${announced.mimeType}, but it is ${foundType}. ${uploadRefusal(foundType)}`
        : `The file says it is ${announced.mimeType}, but what is in it is something else. Save it anew as what it should be.`,
    );
  }
  const webp = kind === 'sticker' ? webpFacts(head) : null;
  // Smaller squares Meta judges itself; a photograph is larger, or none.
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
 * What a file of somebody else is, by its bytes: the type it came with where they agree; the one they tell where that is of
 * the same family (a PNG that was called JPEG); and plain bytes where it is something else than it says.
 *
 * @param mimeType as Meta names it, parameters included.
 * @param head its first {@link headBytes} bytes, or all of it.
 */
export async function typeByBytes(mimeType: string, head: Buffer): Promise<string> {
  const announced = uploadTypeOf(mimeType);
  const detected = await detect(head);
  const found = detected === undefined ? undefined : uploadTypeOf(detected);
  if (fits(announced, found, head)) return mimeType;
  return found !== undefined && familyOf(found) === familyOf(announced) ? found : 'application/octet-stream';
}

/** `image` of `image/png`. What is an application's own has no family. */
function familyOf(mimeType: string): string {
  const [family = ''] = mimeType.split('/');
  return family === 'application' ? mimeType : family;
}

const refused = (message: string) => new AppError('media_type_refused', { message });

async function detect(head: Buffer): Promise<string | undefined> {
  try {
    return (await fileTypeFromBuffer(head))?.mime;
  } catch {
    // Damaged in a way that the reader stumbles over: nothing that it knows.
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

/** Text has no zero bytes, unless it begins by saying that every character has two. */
function isText(head: Buffer): boolean {
  const mark = head.subarray(0, 2).toString('hex');
  return mark === 'fffe' || mark === 'feff' || !head.includes(0);
}
