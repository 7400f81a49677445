import type { RequestHandler } from 'express';
import { AppError } from './errors.js';

/**
 * Refuses a body that the JSON parser skipped for its Content-Type: it would pass for an empty one, and "disconnect this
 * number" for "disconnect everything".
 */
export const requireJson: RequestHandler = (req, _res, next) => {
  const hasBody = req.get('transfer-encoding') !== undefined || Number(req.get('content-length') ?? 0) > 0;
  if (hasBody && req.body === undefined) {
    throw new AppError('invalid_request', { message: 'Send the body as application/json.' });
  }
  next();
};
