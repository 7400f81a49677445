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

const takesInstead =
  'WhatsApp takes pictures (JPEG, PNG), videos (MP4, 3GP), audio (AAC, AMR, MP3, M4A, OGG with Opus), stickers (WebP) and documents (PDF, text, Office).';

/** What people send most of what WhatsApp does not take, with what can be done about it. */
const refusals: readonly [types: readonly string[], words: string][] = [
  [
    ['image/heic', 'image/heif', 'image/heic-sequence', 'image/heif-sequence'],
    'WhatsApp does not take HEIC, the format of iPhone photos. Save the photo as JPEG, or choose “Most Compatible” under Settings, Camera, Formats on the iPhone.',
  ],
  [['video/quicktime'], 'WhatsApp does not take MOV films. Save the film as MP4 with H.264 and AAC.'],
  [['image/gif'], 'WhatsApp does not take GIF from businesses. Save it as an MP4 film, or one picture of it as PNG.'],
  [['image/svg+xml'], 'WhatsApp does not take drawings (SVG). Save it as PNG.'],
  [
    ['image/avif', 'image/bmp', 'image/x-ms-bmp', 'image/tiff', 'image/jxl', 'image/vnd.adobe.photoshop'],
    'WhatsApp takes pictures as JPEG or PNG only. Save it as one of these.',
  ],
  [
    [
      'audio/wav',
      'audio/x-wav',
      'audio/wave',
      'audio/vnd.wave',
      'audio/flac',
      'audio/x-flac',
      'audio/aiff',
      'audio/x-aiff',
      'audio/x-ms-wma',
      'audio/x-caf',
      'audio/vorbis',
      'audio/webm',
      'audio/3gpp',
      'audio/3gpp2',
      'audio/midi',
      'audio/x-matroska',
    ],
    'WhatsApp does not take this kind of sound. Save it as MP3 or M4A, or as OGG with Opus.',
  ],
  [
    [
      'video/webm',
      'video/x-matroska',
      'video/x-msvideo',
      'video/avi',
      'video/mpeg',
      'video/x-ms-wmv',
      'video/x-flv',
      'video/ogg',
      'video/3gpp2',
      'video/mp2t',
    ],
    'WhatsApp does not take this kind of film. Save it as MP4 with H.264 and AAC.',
  ],
  [
    [
      'application/zip',
      'application/x-zip-compressed',
      'application/vnd.rar',
      'application/x-rar-compressed',
      'application/x-7z-compressed',
      'application/gzip',
      'application/x-tar',
    ],
    'WhatsApp does not take archives. Send the files in it one by one, or a link to it.',
  ],
  [
    [
      'text/html',
      'text/markdown',
      'text/rtf',
      'application/rtf',
      'application/vnd.oasis.opendocument.text',
      'application/vnd.oasis.opendocument.spreadsheet',
      'application/vnd.oasis.opendocument.presentation',
      'application/vnd.apple.pages',
      'application/vnd.apple.numbers',
      'application/vnd.apple.keynote',
      'application/x-iwork-pages-sffpages',
      'application/x-iwork-numbers-sffnumbers',
      'application/x-iwork-keynote-sffkey',
      'application/epub+zip',
    ],
    'WhatsApp does not take this kind of document. Save it as PDF.',
  ],
];

/** Why WhatsApp does not take a file of this type, and what to do: one or two sentences. */
export function uploadRefusal(mimeType: string, filename?: string | undefined): string {
  const type = toUploadType(mimeType, filename);
  return (
    refusals.find(([types]) => types.includes(type))?.[1] ?? `WhatsApp does not take this kind of file. ${takesInstead}`
  );
}

/** A WebP picture can be a sticker and nothing else. */
export const webpRefusal = ({ width, height, animated }: WebpFacts): string =>
  animated
    ? `WhatsApp takes WebP that moves only as a sticker of ${sticker.side} × ${sticker.side} pixels with up to 500 KB; this picture has ${width} × ${height}. Save it as an MP4 film, or one picture of it as PNG.`
    : `WhatsApp takes WebP only as a sticker of ${sticker.side} × ${sticker.side} pixels; this picture has ${width} × ${height}. Save it as JPEG or PNG to send it as a photo.`;

export interface WebpFacts {
  /** Pixels; 0 where the header does not tell. */
  width: number;
  height: number;
  animated: boolean;
}

/**
 * What the beginning of a file says, if it is a WebP picture: of the three kinds of header, each has its size in a place of
 * its own (RFC 9649).
 *
 * @param head at least its first 30 bytes.
 * @returns null for every other file.
 */
export function webpFacts(head: Uint8Array): WebpFacts | null {
  const at = (index: number) => head[index] ?? 0;
  const word = (index: number) => String.fromCharCode(...head.subarray(index, index + 4));
  if (word(0) !== 'RIFF' || word(8) !== 'WEBP') return null;
  const pair = (index: number) => at(index) | (at(index + 1) << 8);
  switch (word(12)) {
    case 'VP8X': {
      const side = (index: number) => (pair(index) | (at(index + 2) << 16)) + 1;
      return { width: side(24), height: side(27), animated: (at(20) & 0x02) !== 0 };
    }
    case 'VP8L': {
      const width = (pair(21) & 0x3fff) + 1;
      const height = ((at(22) >> 6) | (at(23) << 2) | ((at(24) & 0x0f) << 10)) + 1;
      return { width, height, animated: false };
    }
    default:
      return { width: pair(26) & 0x3fff, height: pair(28) & 0x3fff, animated: false };
  }
}
