import { z } from 'zod';
import type { CustomerContent } from '../messaging/customerContent.js';
import { plainType } from '../messaging/mediaKinds.js';

export const quickKinds = ['location', 'contact', 'voice', 'sticker', 'order', 'unsupported'] as const;
export type QuickKind = (typeof quickKinds)[number];

const textOrNothing = z
  .string()
  .optional()
  .transform((text) => text || undefined);

export const writeForm = z.strictObject({
  text: z.string().default(''),
  quick: z.enum(quickKinds).optional(),
  replyTo: textOrNothing,
  yesterday: z
    .literal('on')
    .optional()
    .transform((value) => value === 'on'),
});

export const actForm = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('react'), wamid: z.string(), emoji: z.string().min(1) }),
  z.strictObject({ act: z.literal('unreact'), wamid: z.string() }),
  z.strictObject({ act: z.literal('edit'), wamid: z.string(), text: z.string().min(1) }),
  z.strictObject({ act: z.literal('revoke'), wamid: z.string() }),
  z.strictObject({ act: z.literal('choose'), wamid: z.string(), choice: z.string() }),
]);
export type ActForm = z.output<typeof actForm>;

const quickContents: Record<QuickKind, CustomerContent> = {
  location: {
    type: 'location',
    latitude: 52.5163,
    longitude: 13.3777,
    name: 'Brandenburg Gate',
    address: 'Pariser Platz, Berlin',
  },
  contact: {
    type: 'contacts',
    contacts: [
      {
        name: { formatted_name: 'Maya Lindt', first_name: 'Maya', last_name: 'Lindt' },
        phones: [{ phone: '+1 555-019-0042', type: 'CELL', wa_id: '15550190042' }],
      },
    ],
  },
  voice: { type: 'audio', voice: true },
  sticker: { type: 'sticker' },
  order: {
    type: 'order',
    catalogId: '430100200300',
    text: 'Can you deliver on Friday?',
    items: [
      { productRetailerId: 'tulips-10', quantity: 2, itemPrice: 12.5, currency: 'USD' },
      { productRetailerId: 'vase-small', quantity: 1, itemPrice: 18, currency: 'USD' },
    ],
  },
  unsupported: { type: 'unsupported', kind: 'poll' },
};

export interface AttachedFile {
  bytes: Buffer;
  mimeType: string;
  filename: string;
}

function fileContent({ bytes, mimeType, filename }: AttachedFile, caption: string | undefined): CustomerContent {
  const plain = plainType(mimeType);
  const [family] = plain.split('/');
  const file = { bytes, mimeType: plain };
  if (plain === 'image/webp') return { ...file, type: 'sticker' };
  if (family === 'image' || family === 'video') return { ...file, type: family, caption };
  return family === 'audio'
    ? { ...file, type: 'audio', voice: false }
    : { ...file, type: 'document', filename, caption };
}

/** The contents of a form: two messages when a text cannot be the caption of the file. */
export function toContents(
  { text, quick }: Pick<z.output<typeof writeForm>, 'text' | 'quick'>,
  file: AttachedFile | null,
): CustomerContent[] {
  const body = text.trim();
  if (quick) return [quickContents[quick]];
  const words: CustomerContent[] = body === '' ? [] : [{ type: 'text', body }];
  if (!file) return words;
  const content = fileContent(file, body || undefined);
  return 'caption' in content ? [content] : [content, ...words];
}
