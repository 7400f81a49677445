import type { MediaState } from '@switchboard/contracts';
import type { ChangeService } from '../change.service.js';
import type { InboxWrites } from '../inboxWrites.js';
import type { MediaRecord } from './media.model.js';

export interface FoundOut {
  size?: number;
  mimeType?: string;
}

/** Shows a file's state in its message, or in the advertisement that the message refers to. */
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
