import type { ErrorRequestHandler } from 'express';
import { z } from 'zod';

export class NotHere extends Error {}
export class Refused extends Error {}

/** Turns an error of the state, such as an unknown id, into a 400. */
export function refusing<Value>(act: () => Value): Value {
  try {
    return act();
  } catch (error) {
    throw new Refused(error instanceof Error ? error.message : 'Refused', { cause: error });
  }
}

export const answerError: ErrorRequestHandler = (error: unknown, _req, res, next) => {
  if (res.headersSent) return next(error);
  if (error instanceof z.ZodError) {
    res.status(400).json({ error: 'invalid_request', message: z.prettifyError(error), issues: error.issues });
  } else if (error instanceof Refused) res.status(400).json({ error: 'invalid_request', message: error.message });
  else if (error instanceof NotHere) res.status(404).json({ error: 'not_found', message: error.message });
  else if (error instanceof SyntaxError) {
    res.status(400).json({ error: 'invalid_request', message: 'The body is not valid JSON' });
  } else next(error);
};
