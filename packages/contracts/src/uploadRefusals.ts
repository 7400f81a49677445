import { sticker, toUploadType } from './uploads.js';
import type { WebpFacts } from './webp.js';

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
