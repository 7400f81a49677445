import { isDeepStrictEqual } from 'node:util';
import type { Express, Response } from 'express';
import type { z } from 'zod';

const setting = 'check replies';

/** Decides whether {@link sendReply} checks answers against their contract. */
export const checkReplies = (app: Express, isChecked: boolean) => app.set(setting, isChecked);

/**
 * Answers with JSON that may be large. In development and tests it is parsed by its contract, and must have no other field;
 * in production parsing would cost more than making the answer.
 */
export function sendReply<Schema extends z.ZodType>(res: Response, schema: Schema, reply: z.input<Schema>): void {
  if (res.app.get(setting)) {
    const sent: unknown = JSON.parse(JSON.stringify(reply));
    if (!isDeepStrictEqual(schema.parse(sent), sent)) throw new Error('An answer has fields that its contract lacks');
  }
  res.json(reply);
}
