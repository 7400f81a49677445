import { z } from 'zod';
import { plainName } from '../plainName.js';

export const mediaKinds = ['image', 'video', 'audio', 'voice', 'document', 'sticker'] as const;
export const mediaKind = z.enum(mediaKinds);
export type MediaKind = z.infer<typeof mediaKind>;

/**
 * `waiting`: still being fetched from Meta. `ready`: can be asked for under its id. `failed`: tried for as long as Meta
 * keeps it, without success. `refused`: too large, or of a kind that is not kept. `unscanned`: it is here, and the virus
 * scanner has not looked at it yet. `infected`: the scanner found something, it is not handed out.
 */
export const mediaState = z.enum(['waiting', 'ready', 'failed', 'refused', 'unscanned', 'infected']);
export type MediaState = z.infer<typeof mediaState>;

export const mediaDto = z.object({
  mediaId: z.string(),
  kind: mediaKind,
  state: mediaState,
  mimeType: z.string(),
  size: z.int().nullable(),
  filename: z.string().nullable(),
  /** A sticker that moves. */
  animated: z.boolean(),
});
export type MediaDto = z.infer<typeof mediaDto>;

/**
 * `POST /api/media`: the file's bytes as the body, its type as `Content-Type`, its name in `Content-Disposition`; nothing
 * stands in the address.
 */
export const uploadQuery = z.strictObject({});
export const uploadName = plainName('Name the file', 240).optional();
export const uploadReply = z.object({ success: z.literal(true), media: mediaDto });
export type UploadReply = z.infer<typeof uploadReply>;
