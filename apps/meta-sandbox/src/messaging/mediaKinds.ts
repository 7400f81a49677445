export const mediaKinds = ['image', 'video', 'audio', 'document', 'sticker'] as const;
export type MediaKind = (typeof mediaKinds)[number];

export const isMediaKind = (type: string): type is MediaKind => (mediaKinds as readonly string[]).includes(type);

const kilobyte = 1024;
const megabyte = 1024 * kilobyte;

const office = 'application/vnd.openxmlformats-officedocument';

export const mediaRules: Readonly<Record<MediaKind, { types: readonly string[]; maxBytes: number }>> = {
  image: { types: ['image/jpeg', 'image/png'], maxBytes: 5 * megabyte },
  audio: { types: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'], maxBytes: 16 * megabyte },
  video: { types: ['video/mp4', 'video/3gpp'], maxBytes: 16 * megabyte },
  document: {
    types: [
      'text/plain',
      'application/pdf',
      'application/msword',
      'application/vnd.ms-excel',
      'application/vnd.ms-powerpoint',
      `${office}.wordprocessingml.document`,
      `${office}.spreadsheetml.sheet`,
      `${office}.presentationml.presentation`,
    ],
    maxBytes: 100 * megabyte,
  },
  sticker: { types: ['image/webp'], maxBytes: 500 * kilobyte },
};

export const maxFileBytes = mediaRules.document.maxBytes;

/** `audio/ogg; codecs=opus` becomes `audio/ogg`. */
export const plainType = (mimeType: string): string => (mimeType.split(';')[0] ?? '').trim().toLowerCase();

/** Undefined for a type that Meta does not accept. */
export function toMediaKind(mimeType: string): MediaKind | undefined {
  const plain = plainType(mimeType);
  return mediaKinds.find((kind) => mediaRules[kind].types.includes(plain));
}
