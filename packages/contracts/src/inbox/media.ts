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

/** The header of `POST /api/media/uploads` that holds the secret of a ticket. */
export const uploadTicketHeader = 'Upload-Ticket';
export const uploadTicketId = z.string().regex(/^upt_[A-Za-z0-9_-]{1,64}$/, 'not the id of an upload ticket');

/** `POST /api/media/tickets`: a file that is about to be uploaded. It has to come as it is announced here. */
export const uploadTicketRequest = z.strictObject({
  name: uploadName,
  /** As a browser or a system says it (`toUploadType`). */
  type: z.string().max(200),
  /** Bytes. */
  size: z.int().min(1),
});
export type UploadTicketRequest = z.infer<typeof uploadTicketRequest>;

/** The request that carries a file's bytes as its body: it needs these headers, and no cookie and no token beside them. */
export const uploadTarget = z.object({
  url: z.url(),
  method: z.enum(['POST', 'PUT']),
  headers: z.record(z.string(), z.string()),
});
export type UploadTarget = z.infer<typeof uploadTarget>;

/**
 * A ticket is good for one upload of the file that was announced, which begins before `expiresAt`. Whatever becomes of that
 * request, another one needs another ticket.
 *
 * `mustComplete` says who makes a file of the bytes. False: whoever takes them, who answers {@link uploadReply}. True:
 * they go to a storage that cannot look at them, and `POST /api/media/tickets/:ticketId/complete` says that they are there;
 * it is answered {@link uploadReply} once their size, their kind and what the virus scanner says are good, and nothing is
 * kept otherwise.
 */
export const uploadTicketReply = z.object({
  success: z.literal(true),
  ticketId: uploadTicketId,
  upload: uploadTarget,
  mustComplete: z.boolean(),
  expiresAt: z.iso.datetime(),
});
export type UploadTicketReply = z.infer<typeof uploadTicketReply>;
