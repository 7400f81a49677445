import type { Model } from 'mongoose';
import type { ChangeRecord } from './change.model.js';
import type { ChangeService } from './change.service.js';
import type { ConversationRecord } from './conversation.model.js';
import type { IdentityFactRecord } from './identity/identityFact.model.js';
import type { RedirectRecord } from './identity/redirect.model.js';
import { rowsOf } from './inboxWrites.js';
import type { MediaRecord } from './media/media.model.js';
import type { MediaStore } from './media/mediaStore.js';
import type { MessageRecord } from './message.model.js';
import type { ConversationMemory } from './receiving/conversationMemory.js';
import type { StrayRecord } from './receiving/stray.model.js';
import type { ReactionRecord } from './sending/reaction.model.js';

export interface EraseDeps {
  conversations: Model<ConversationRecord>;
  messages: Model<MessageRecord>;
  media: Model<MediaRecord>;
  reactions: Model<ReactionRecord>;
  strays: Model<StrayRecord>;
  changeRecords: Model<ChangeRecord>;
  identityFacts: Model<IdentityFactRecord>;
  redirects: Model<RedirectRecord>;
  memory: Pick<ConversationMemory, 'forget'>;
  store: Pick<MediaStore, 'remove'>;
  changes: Pick<ChangeService, 'announce'>;
}

/** So many documents are named in one write. */
const atOnce = 500;

/**
 * Deleting what customers and an account said to each other through some numbers. For good: no other part of the inbox
 * deletes anything. Each can be run again.
 */
export function createEraseService(deps: EraseDeps) {
  const { conversations, messages, media, reactions, strays, changeRecords, memory, store, changes } = deps;
  const { identityFacts, redirects } = deps;

  async function removeFiles(filter: object): Promise<number> {
    let count = 0;
    for (;;) {
      const files = (await rowsOf(media).find(filter).limit(atOnce).toArray()) as MediaRecord[];
      if (files.length === 0) return count;
      // The bytes first: the document is what they are found by.
      for (const { fileId } of files) if (fileId) await store.remove(fileId);
      count += (await media.deleteMany({ _id: { $in: files.map((file) => file._id) } })).deletedCount;
    }
  }

  /** Takes ids out of the numbered changes; the numbers stay, so that no browser finds a gap. */
  async function takeOutOfChanges(
    accountId: string,
    field: 'messageIds' | 'conversationIds' | 'refilledIds',
    ids: string[],
  ) {
    // By the id, which begins with the account: the only index there is.
    const ofAccount = { _id: { $gte: `${accountId}.`, $lte: `${accountId}.~` } };
    await changeRecords.collection.updateMany(
      { ...ofAccount, [field]: { $in: ids } } as never,
      { $pull: { [field]: { $in: ids } } } as never,
    );
  }

  return {
    /** Files, the bytes included. */
    async files(accountId: string, phoneNumberIds: readonly string[]): Promise<number> {
      const ofNumbers = { accountId, phoneNumberId: { $in: [...phoneNumberIds] } };
      let count = await removeFiles(ofNumbers);
      // What was uploaded here names its message, and the number only once it was sent.
      const rows = messages
        .find({ ...ofNumbers, 'content.kind': 'media' }, { _id: 1, 'content.media.mediaId': 1 })
        .lean<Pick<MessageRecord, '_id' | 'content'>[]>()
        .cursor({ batchSize: atOnce });
      for await (const { _id, content } of rows) {
        const mediaId = content.kind === 'media' ? content.media.mediaId : null;
        count += await removeFiles({ accountId, $or: [{ messageId: _id }, ...(mediaId ? [{ _id: mediaId }] : [])] });
      }
      return count;
    },

    /** Messages, and what is on its way to them or was said about them before they came. */
    async messages(accountId: string, phoneNumberIds: readonly string[]): Promise<number> {
      const ofNumbers = { accountId, phoneNumberId: { $in: [...phoneNumberIds] } };
      let count = 0;
      for (;;) {
        const rows = await messages.find(ofNumbers, { _id: 1 }).limit(atOnce).lean<{ _id: string }[]>();
        if (rows.length === 0) break;
        const ids = rows.map((row) => row._id);
        await takeOutOfChanges(accountId, 'messageIds', ids);
        count += (await messages.deleteMany({ _id: { $in: ids } })).deletedCount;
      }
      count += (await reactions.collection.deleteMany(ofNumbers)).deletedCount;
      count += (await strays.collection.deleteMany(ofNumbers)).deletedCount;
      return count;
    },

    /** Conversations. Open browsers, and those that come back, read their lists again. */
    async conversations(accountId: string, phoneNumberIds: readonly string[]): Promise<number> {
      const ofNumbers = { accountId, phoneNumberId: { $in: [...phoneNumberIds] } };
      let count = 0;
      for (;;) {
        const rows = await conversations.find(ofNumbers).limit(atOnce).lean<ConversationRecord[]>();
        if (rows.length === 0) break;
        const ids = rows.map((row) => row._id);
        await takeOutOfChanges(accountId, 'conversationIds', ids);
        await takeOutOfChanges(accountId, 'refilledIds', ids);
        count += (await conversations.deleteMany({ _id: { $in: ids } })).deletedCount;
        // Other processes remember the id for a while, and who holds a number for a second.
        for (const row of rows) memory.forget(row);
      }
      count += (await identityFacts.collection.deleteMany(ofNumbers)).deletedCount;
      count += (await redirects.collection.deleteMany(ofNumbers)).deletedCount;
      // Also when nothing was left: whoever began this may have died before telling.
      await changes.announce(accountId, { messageIds: [], conversationIds: [], erased: true });
      return count;
    },
  };
}
export type EraseService = ReturnType<typeof createEraseService>;
