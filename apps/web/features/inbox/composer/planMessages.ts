import type { SendMessageRequest, UploadKind } from '@switchboard/contracts';

export const TEXT_LIMIT = 4096;
export const CAPTION_LIMIT = 1024;

export interface UploadedFile {
  mediaId: string;
  kind: UploadKind;
}

type Planned = Extract<SendMessageRequest, { type: 'text' | 'media' }>;

/** WhatsApp shows no caption under sound and stickers. */
const takesCaption = (kind: UploadKind) => kind === 'image' || kind === 'video' || kind === 'document';

interface PlanInput {
  text: string;
  files: readonly UploadedFile[];
  replyTo: string | null;
  newId: () => string;
}

/**
 * The messages that one submission makes: one for each file. The text stands under the first file where WhatsApp shows
 * captions, else it follows alone. The first of them carries the reply.
 */
export function planMessages({ text, files, replyTo, newId }: PlanInput): Planned[] {
  const words = text.trim();
  const [first] = files;
  const asCaption = first !== undefined && words !== '' && words.length <= CAPTION_LIMIT && takesCaption(first.kind);
  const planned: Planned[] = files.map(({ mediaId }, index) => ({
    clientId: newId(),
    type: 'media',
    mediaId,
    ...(index === 0 && asCaption ? { caption: words } : {}),
  }));
  if (words !== '' && !asCaption) planned.push({ clientId: newId(), type: 'text', text: words });
  return planned.map((message, index) => (index === 0 && replyTo !== null ? { ...message, replyTo } : message));
}
