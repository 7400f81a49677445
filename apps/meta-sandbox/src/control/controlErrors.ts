import type { ErrorRequestHandler } from 'express';
import { z } from 'zod';

/** The control API was asked about something that is not there. */
export class NotHere extends Error {}
/** The state did not accept what was asked for. */
export class Refused extends Error {}

/** Turns what the state refuses (an unknown id, an unknown edge) into a 400 with its sentence. */
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
