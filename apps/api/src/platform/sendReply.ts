import { isDeepStrictEqual } from 'node:util';
import type { Express, Response } from 'express';
import type { z } from 'zod';

const setting = 'check replies';

/** Says whether {@link sendReply} holds what is answered against its contract. */
export const checkReplies = (app: Express, isChecked: boolean) => app.set(setting, isChecked);

/**
 * Answers with JSON in the form that a contract names, for answers that may be large. The types hold us to the contract; in
 * development and in the tests it is checked as well, and that no field leaves which it does not name. In production that
 * would cost more than making the answer, and hold everybody else up.
 */
export function sendReply<Schema extends z.ZodType>(res: Response, schema: Schema, reply: z.input<Schema>): void {
  if (res.app.get(setting)) {
    const sent: unknown = JSON.parse(JSON.stringify(reply));
    if (!isDeepStrictEqual(schema.parse(sent), sent)) throw new Error('An answer has fields that its contract lacks');
  }
  res.json(reply);
}
