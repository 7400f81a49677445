import type { GraphClient, GraphFailure } from '@switchboard/graph';
import type { Model } from 'mongoose';
import { type Clock, later } from '../../platform/clock.js';
import { getCollection } from '../inboxWrites.js';
import { uploadAtMetaGoodMs } from '../lifetimes.js';
import type { MediaRecord } from './media.model.js';
import type { MediaStore } from './mediaStore.js';

export interface MediaOutboundDeps {
  media: Model<MediaRecord>;
  store: MediaStore;
  graph: GraphClient;
  clock: Clock;
}

export interface FileForMeta {
  accountId: string;
  mediaId: string;
  phoneNumberId: string;
  token: string;
}

export type AtMeta =
  | { kind: 'ready'; metaMediaId: string }
  | { kind: 'gone' }
  | { kind: 'refused'; failure: GraphFailure };

/** Uploads files to Meta: once a number and month, however many messages use them. */
export function createMediaOutbound({ media, store, graph, clock }: MediaOutboundDeps) {
  const rows = getCollection(media);
  return {
    async atMeta({ accountId, mediaId, phoneNumberId, token }: FileForMeta): Promise<AtMeta> {
      const file = await rows.findOne({ _id: mediaId, accountId });
      if (!file?.fileId || file.state !== 'ready' || file.size === undefined) return { kind: 'gone' };
      const { metaMediaId, metaUploadedAt } = file;
      const isFresh = metaUploadedAt && later(metaUploadedAt, uploadAtMetaGoodMs) > clock.now();
      if (metaMediaId && isFresh && file.phoneNumberId === phoneNumberId) return { kind: 'ready', metaMediaId };
      const uploadedAt = clock.now();
      const answer = await graph.uploadMedia({
        phoneNumberId,
        token,
        body: store.open(file.fileId),
        size: file.size,
        // To WhatsApp, a table as text is text.
        mimeType: file.mimeType === 'text/csv' ? 'text/plain' : file.mimeType,
        filename: file.filename ?? file.kind,
      });
      if (!answer.ok) return { kind: 'refused', failure: answer.failure };
      await rows.updateOne(
        { _id: mediaId, accountId },
        { $set: { metaMediaId: answer.value.id, metaUploadedAt: uploadedAt, phoneNumberId } },
      );
      return { kind: 'ready', metaMediaId: answer.value.id };
    },

    async forget(accountId: string, mediaId: string): Promise<void> {
      await rows.updateOne({ _id: mediaId, accountId }, { $unset: { metaUploadedAt: 1 } });
    },
  };
}
export type MediaOutbound = ReturnType<typeof createMediaOutbound>;
