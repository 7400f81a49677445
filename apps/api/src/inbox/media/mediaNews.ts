import type { MediaState } from '@switchboard/contracts';
import type { ChangeService } from '../change.service.js';
import type { InboxWrites } from '../inboxWrites.js';
import type { MediaRecord } from './media.model.js';

/** What is known of a file once its bytes are here. */
export interface FoundOut {
  size?: number;
  mimeType?: string;
}

/** Says in its message, and to the browsers, what became of a file: of the message itself, or of what it refers to. */
export function createMediaNews({ writes, changes }: { writes: InboxWrites; changes: ChangeService }) {
  return async function showState(record: MediaRecord, state: MediaState, found: FoundOut): Promise<void> {
    const { _id, accountId, messageId } = record;
    if (!messageId) return;
    const result = await writes.changeMessage(accountId, messageId, ({ content, referral }) => {
      if (referral?.picture?.mediaId === _id) {
        return { referral: { ...referral, picture: { ...referral.picture, state, ...found } } };
      }
      if (content.kind !== 'media' || content.media.mediaId !== _id) return null;
      return { content: { ...content, media: { ...content.media, state, ...found } } };
    });
    if (result?.changed) await changes.announce(accountId, { messageIds: [messageId], conversationIds: [] });
  };
}
export type MediaNews = ReturnType<typeof createMediaNews>;
