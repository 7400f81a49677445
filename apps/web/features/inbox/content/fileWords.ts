import { type MediaDto, type MediaKind, type MediaState, toUploadType } from '@switchboard/contracts';

/** "2.4 MB", in decimal units like file managers. */
export function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const units = ['KB', 'MB', 'GB'] as const;
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const number = value >= 10 || Number.isInteger(value) ? Math.round(value) : Number(value.toFixed(1));
  return `${number} ${units[unit]}`;
}

export const mediaWords: Record<MediaKind, { name: string; plural: string }> = {
  image: { name: 'Photo', plural: 'Pictures' },
  video: { name: 'Video', plural: 'Videos' },
  audio: { name: 'Audio', plural: 'Audio files' },
  voice: { name: 'Voice message', plural: 'Voice messages' },
  document: { name: 'Document', plural: 'Documents' },
  sticker: { name: 'Sticker', plural: 'Stickers' },
};

export const absentWords: Record<Exclude<MediaState, 'ready'>, string> = {
  waiting: 'coming from WhatsApp…',
  unscanned: 'waiting for the virus scanner…',
  refused: 'It is too large, or of a kind that is not kept.',
  failed: 'WhatsApp did not hand it over. Ask the customer to send it again.',
  infected: 'It was held back and removed: the virus scanner found something in it.',
};

const extensions: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'video/mp4': 'mp4',
  'video/3gpp': '3gp',
  'audio/ogg': 'ogg',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/aac': 'aac',
  'audio/amr': 'amr',
  'application/pdf': 'pdf',
  'text/plain': 'txt',
  'text/csv': 'csv',
};

/** What a file system reads as a path, hides, or shows in another direction. */
const trickyCharacters = /[\p{Cc}\p{Cf}/\\:*?"<>|]+/gu;

/** The name under which a file is saved, without anything that is not a name. */
export function downloadName({ filename, kind, mimeType }: MediaDto): string {
  const own = filename
    ?.replace(trickyCharacters, ' ')
    .replace(/^[.\s]+/, '')
    .trim();
  if (own) return own;
  const extension = extensions[toUploadType(mimeType)];
  const name = mediaWords[kind].name.toLowerCase().replace(' ', '-');
  return extension ? `${name}.${extension}` : name;
}
