import type { MediaDto } from '@switchboard/contracts';
import type { MediaRecord } from './media.model.js';

export const toMediaDto = (record: MediaRecord): MediaDto => ({
  mediaId: record._id,
  kind: record.kind,
  state: record.state,
  mimeType: record.mimeType,
  size: record.size ?? null,
  filename: record.filename ?? null,
  animated: record.animated ?? false,
});
