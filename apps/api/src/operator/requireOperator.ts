import type { RequestHandler } from 'express';
import { AppError } from '../platform/errors.js';
import { sameText } from '../platform/ids.js';

/**
 * Lets the operator through: `Authorization: Bearer <OPERATOR_TOKEN>`, compared in constant time. To everybody else
 * there is nothing here, and to everybody at all where no token is set.
 */
export function requireOperator(token: string | undefined): RequestHandler {
  return (req, res, next) => {
    const given = /^Bearer (.+)$/.exec(req.get('authorization') ?? '')?.[1];
    if (token === undefined || given === undefined || !sameText(given, token)) throw new AppError('not_found');
    res.setHeader('Cache-Control', 'no-store');
    next();
  };
}
