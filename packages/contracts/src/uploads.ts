/** What may be uploaded, with Meta's limit in bytes (meta-platform 7). `documents` take any of their types. */
export const uploadLimits = {
  image: { mimeTypes: ['image/jpeg', 'image/png'], maxBytes: 5 * 1024 * 1024 },
  audio: { mimeTypes: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'], maxBytes: 16 * 1024 * 1024 },
  video: { mimeTypes: ['video/mp4', 'video/3gpp'], maxBytes: 16 * 1024 * 1024 },
  sticker: { mimeTypes: ['image/webp'], maxBytes: 500 * 1024 },
  document: {
    mimeTypes: [
      'text/plain',
      'text/csv',
      'application/pdf',
      'application/msword',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'application/vnd.ms-excel',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'application/vnd.ms-powerpoint',
      'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    ],
    maxBytes: 100 * 1024 * 1024,
  },
} as const;
export type UploadKind = keyof typeof uploadLimits;

/** A sticker is a square of this many pixels; one that does not move has a smaller limit. */
export const sticker = { side: 512, stillMaxBytes: 100 * 1024 } as const;

/**
 * One type has many names: browsers, systems and recorders write what their lists say. Each leads to the name that Meta
 * takes; what the file really is, its bytes decide.
 */
const aliases: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/jfif': 'image/jpeg',
  'image/x-png': 'image/png',
  'image/apng': 'image/png',
  'image/vnd.mozilla.apng': 'image/png',
  'image/x-webp': 'image/webp',
  // Voice memos of an iPhone: Chrome says x-m4a, Safari m4a or mp4, Android mp4a-latm, Windows mpeg4.
  'audio/x-m4a': 'audio/mp4',
  'audio/m4a': 'audio/mp4',
  'audio/x-mp4': 'audio/mp4',
  'audio/mp4a-latm': 'audio/mp4',
  'audio/mpeg4': 'audio/mp4',
  'audio/m4b': 'audio/mp4',
  'audio/x-m4b': 'audio/mp4',
  'audio/mp3': 'audio/mpeg',
  'audio/x-mp3': 'audio/mpeg',
  'audio/mpeg3': 'audio/mpeg',
  'audio/x-mpeg-3': 'audio/mpeg',
  'audio/x-mpeg': 'audio/mpeg',
  'audio/mpg': 'audio/mpeg',
  'audio/x-mpg': 'audio/mpeg',
  'audio/x-mpegaudio': 'audio/mpeg',
  'audio/x-aac': 'audio/aac',
  'audio/aacp': 'audio/aac',
  'audio/x-hx-aac-adts': 'audio/aac',
  'audio/vnd.dlna.adts': 'audio/aac',
  'audio/vnd.dlna.aac': 'audio/aac',
  'audio/x-amr': 'audio/amr',
  'audio/amr-nb': 'audio/amr',
  'audio/opus': 'audio/ogg',
  'audio/x-opus+ogg': 'audio/ogg',
  'audio/x-ogg': 'audio/ogg',
  'audio/oga': 'audio/ogg',
  'application/ogg': 'audio/ogg',
  'video/x-m4v': 'video/mp4',
  'video/m4v': 'video/mp4',
  'video/x-mp4': 'video/mp4',
  'video/mp4v-es': 'video/mp4',
  'video/mpeg4': 'video/mp4',
  'application/mp4': 'video/mp4',
  'video/3gp': 'video/3gpp',
  'video/x-3gpp': 'video/3gpp',
  'application/x-pdf': 'application/pdf',
  'application/acrobat': 'application/pdf',
  'application/vnd.pdf': 'application/pdf',
  'text/pdf': 'application/pdf',
  'text/x-pdf': 'application/pdf',
  'application/csv': 'text/csv',
  'application/x-csv': 'text/csv',
  'text/x-csv': 'text/csv',
  'text/comma-separated-values': 'text/csv',
  'text/x-comma-separated-values': 'text/csv',
  'application/txt': 'text/plain',
  'text/x-log': 'text/plain',
  'application/doc': 'application/msword',
  'application/x-msword': 'application/msword',
  'application/vnd.msword': 'application/msword',
  'application/excel': 'application/vnd.ms-excel',
  'application/msexcel': 'application/vnd.ms-excel',
  'application/x-excel': 'application/vnd.ms-excel',
  'application/x-msexcel': 'application/vnd.ms-excel',
  'application/mspowerpoint': 'application/vnd.ms-powerpoint',
  'application/powerpoint': 'application/vnd.ms-powerpoint',
  'application/x-mspowerpoint': 'application/vnd.ms-powerpoint',
};

const byExtension: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  jfif: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  heic: 'image/heic',
  heif: 'image/heif',
  avif: 'image/avif',
  gif: 'image/gif',
  bmp: 'image/bmp',
  aac: 'audio/aac',
  amr: 'audio/amr',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  m4b: 'audio/mp4',
  ogg: 'audio/ogg',
  oga: 'audio/ogg',
  opus: 'audio/ogg',
  wav: 'audio/wav',
  mp4: 'video/mp4',
  m4v: 'video/mp4',
  '3gp': 'video/3gpp',
  mov: 'video/quicktime',
  txt: 'text/plain',
  csv: 'text/csv',
  pdf: 'application/pdf',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ppt: 'application/vnd.ms-powerpoint',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
};

/** What says nothing about a file. */
const nothingSaid = new Set(['', 'application/octet-stream', 'binary/octet-stream', 'application/x-download']);

/**
 * The type of a file by its one name.
 *
 * @param mimeType as a browser or a system says it, with or without parameters, in any case.
 * @param filename decides where the type says nothing, or is what Excel makes of every table on Windows.
 * @returns Meta's name of the type where it takes it, else the type as it was said, in small letters.
 */
export function toUploadType(mimeType: string, filename?: string | undefined): string {
  const plain = mimeType.split(';')[0]?.trim().toLowerCase() ?? '';
  const named = byExtension[/\.([a-z0-9]{1,5})$/i.exec(filename ?? '')?.[1]?.toLowerCase() ?? ''];
  if (nothingSaid.has(plain)) return named ?? plain;
  const type = Object.hasOwn(aliases, plain) ? (aliases[plain] ?? plain) : plain;
  return type === 'application/vnd.ms-excel' && named === 'text/csv' ? named : type;
}

/** @returns the kind under which WhatsApp takes a file of this type, by whichever of its names; null when it takes it as none. */
export function toUploadKind(mimeType: string): UploadKind | null {
  const type = toUploadType(mimeType);
  const kinds = Object.keys(uploadLimits) as UploadKind[];
  return kinds.find((kind) => (uploadLimits[kind].mimeTypes as readonly string[]).includes(type)) ?? null;
}

/** Names to choose files by: all that may be sent, under all the names that systems have for it. */
export const uploadTypeNames: readonly string[] = [
  ...Object.values(uploadLimits).flatMap(({ mimeTypes }): string[] => [...mimeTypes]),
  ...Object.keys(aliases),
];
