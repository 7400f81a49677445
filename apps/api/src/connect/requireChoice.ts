import type { RequestHandler } from 'express';
import { AppError } from '../platform/errors.js';

/** Refuses an empty choice of numbers in words of its own. @throws AppError `nothing_chosen`. */
export const requireChoice: RequestHandler = (req, _res, next) => {
  const body: unknown = req.body;
  const ids = typeof body === 'object' && body !== null && 'phoneNumberIds' in body ? body.phoneNumberIds : undefined;
  if (Array.isArray(ids) && ids.length === 0) throw new AppError('nothing_chosen');
  next();
};
