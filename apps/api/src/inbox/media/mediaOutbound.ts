import { Readable } from 'node:stream';
import type { GraphClient, GraphFailure } from '@switchboard/graph';
import type { Model } from 'mongoose';
import { type Clock, later } from '../../platform/clock.js';
import { AppError } from '../../platform/errors.js';
import { getCollection } from '../inboxWrites.js';
import { uploadAtMetaGoodMs } from '../lifetimes.js';
import type { MediaRecord } from './media.model.js';
import type { FileId, MediaStore } from './mediaStore.js';

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
  /** The storage of files does not answer. */
  | { kind: 'later' }
  | { kind: 'refused'; failure: GraphFailure };

/** Uploads files to Meta: once a number and month, however many messages use them. */
export function createMediaOutbound({ media, store, graph, clock }: MediaOutboundDeps) {
  const rows = getCollection(media);

  /** Before Meta is asked: a call that broke over our own storage would count as one that failed there. */
  async function openFile(fileId: FileId): Promise<Readable | { kind: 'gone' | 'later' }> {
    try {
      return await store.open(fileId);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { kind: error.code === 'media_not_found' ? 'gone' : 'later' };
    }
  }

  return {
    async atMeta({ accountId, mediaId, phoneNumberId, token }: FileForMeta): Promise<AtMeta> {
      const file = await rows.findOne({ _id: mediaId, accountId });
      if (!file?.fileId || file.state !== 'ready' || file.size === undefined) return { kind: 'gone' };
      const { metaMediaId, metaUploadedAt } = file;
      const isFresh = metaUploadedAt && later(metaUploadedAt, uploadAtMetaGoodMs) > clock.now();
      if (metaMediaId && isFresh && file.phoneNumberId === phoneNumberId) return { kind: 'ready', metaMediaId };
      const body = await openFile(file.fileId);
      if (!(body instanceof Readable)) return body;
      const uploadedAt = clock.now();
      const answer = await graph.uploadMedia({
        phoneNumberId,
        token,
        body,
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
