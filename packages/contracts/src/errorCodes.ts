import { z } from 'zod';
import { type ErrorCode, errorCatalogue } from './errorCatalogue/index.js';

/**
 * Every code of the catalogue. Codes are a contract: the web, logs and other programs rely on them. Their wording is free
 * to improve.
 */
export const errorCodes = Object.keys(errorCatalogue) as readonly ErrorCode[];

export const errorCode = z.enum(errorCodes);

/** The body of every answer that is not a success. */
export const errorReply = z.object({
  success: z.literal(false),
  code: errorCode,
  message: z.string(),
  requestId: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
});
export type ErrorReply = z.infer<typeof errorReply>;
