import type { CatalogueEntries } from './entry.js';

/** Files. */
export const mediaEntries = {
  media_not_found: {
    title: 'This file is not here',
    message: 'It does not exist, or it is not yours to see.',
    next: 'none',
  },
  media_not_ready: {
    title: 'The file is still on its way',
    message: 'It is being fetched from Meta. It appears by itself when it is there.',
    next: 'none',
  },
  media_too_large: {
    title: 'The file is too large',
    message: 'WhatsApp does not take a file of this size.',
    next: 'fix_input',
  },
  media_type_refused: {
    title: 'WhatsApp does not take this kind of file',
    message:
      'Pictures can be JPEG or PNG, sound AAC, AMR, MP3, MP4 or OGG, films MP4 or 3GP, documents PDF, text or Office files.',
    next: 'fix_input',
  },
  upload_ticket_invalid: {
    title: 'The upload was not taken',
    message: 'It began too late, or a second time, so nothing was kept. Please upload the file again.',
    next: 'retry',
  },
  upload_differs: {
    title: 'Another file came',
    message: 'Its size or its kind is not what was announced, so nothing was kept. Please upload the file again.',
    next: 'retry',
  },
  media_infected: {
    title: 'The file was held back',
    message: 'The virus scanner found something in it, so it is neither shown nor sent, and was removed.',
    next: 'none',
  },
  storage_unavailable: {
    title: 'Files are out of reach',
    message:
      'The place where files are kept does not answer just now. Messages are not affected. Please try again in a moment.',
    next: 'retry',
  },
  scanner_unavailable: {
    title: 'The file could not be searched',
    message: 'The virus scanner does not answer just now, so the file was not taken. Please try again in a moment.',
    next: 'retry',
  },
} satisfies CatalogueEntries;
