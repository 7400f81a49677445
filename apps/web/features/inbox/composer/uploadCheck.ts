import { type UploadKind, uploadKindOf, uploadLimits } from '@switchboard/contracts';
import { mediaWords, sizeWords } from '../content/fileWords';

export type FileCheck = { ok: true; kind: UploadKind } | { ok: false; reason: string };

/** Types by name, for files whose type the browser does not know. */
const typesByExtension: Record<string, string> = {
  aac: 'audio/aac',
  amr: 'audio/amr',
  ogg: 'audio/ogg',
  '3gp': 'video/3gpp',
  csv: 'text/csv',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
};

/** The type under which a file is uploaded. */
export function typeOfFile({ name, type }: { name: string; type: string }): string {
  if (type !== '') return type;
  return typesByExtension[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream';
}

/** Whether WhatsApp takes a file, before any of it is sent; the reason names the limit. */
export function checkFile(file: { name: string; type: string; size: number }): FileCheck {
  const kind = uploadKindOf(typeOfFile(file));
  if (kind === null) {
    return {
      ok: false,
      reason:
        'WhatsApp does not take this kind of file. Pictures can be JPEG or PNG, sound AAC, AMR, MP3, MP4 or OGG, films MP4 or 3GP, documents PDF, text or Office files.',
    };
  }
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

/** All that may be chosen, for the `accept` of a file input. */
export const acceptedTypes = Object.values(uploadLimits)
  .flatMap(({ mimeTypes }) => mimeTypes)
  .join(',');
