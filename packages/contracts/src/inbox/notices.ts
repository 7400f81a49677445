import { z } from 'zod';

export const noticeTone = z.enum(['good', 'info', 'warn', 'bad']);
/** Something Meta said about a number or its WhatsApp account. */
export const noticeDto = z.object({
  id: z.string(),
  wabaId: z.string(),
  /** Null when it concerns every number of the account. */
  phoneNumberId: z.string().nullable(),
  at: z.iso.datetime(),
  tone: noticeTone,
  title: z.string(),
  text: z.string(),
  /** The dictionary's id of what was said; null for what it has no entry for. */
  code: z.string().nullable(),
});
export type NoticeDto = z.infer<typeof noticeDto>;
/** `GET /api/notices` */
export const noticesReply = z.object({ success: z.literal(true), notices: z.array(noticeDto) });
export type NoticesReply = z.infer<typeof noticesReply>;
