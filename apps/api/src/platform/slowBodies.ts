import type { Request, RequestHandler, Response } from 'express';
import { seconds } from './clock.js';
import { errorHandler } from './errorHandler.js';
import { AppError } from './errors.js';

export interface SlowBodyTimes {
  /** For a whole body of JSON or of a form. */
  bodyMs: number;
  /** `fileBytes` of a file have to come in each period of this length. */
  fileMs: number;
  fileBytes: number;
}

/** Milliseconds. A file at 1 KB a second would take a day. */
export const slowBodyTimes: SlowBodyTimes = { bodyMs: seconds(10), fileMs: seconds(15), fileBytes: 16 * 1024 };

const hasBody = (req: Request) =>
  req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;

/**
 * Ends requests whose body does not come: with 408, or by closing the connection where an answer has begun.
 *
 * @param isFile whether a request carries a file, which may take long while bytes come.
 */
export function endSlowBodies(isFile: (req: Request) => boolean, times = slowBodyTimes): RequestHandler {
  return (req, res, next) => {
    if (!hasBody(req)) return next();
    let before = req.socket.bytesRead;
    const look = () => {
      if (req.complete) return stop();
      const come = req.socket.bytesRead - before;
      before = req.socket.bytesRead;
      const isComing = isFile(req) && come >= times.fileBytes;
      if (isComing && !res.writableEnded) return;
      stop();
      end(req, res);
    };
    const timer = setInterval(look, isFile(req) ? times.fileMs : times.bodyMs);
    timer.unref();
    const stop = () => clearInterval(timer);
    req.once('end', stop);
    req.once('close', () => {
      if (req.complete || req.destroyed) stop();
    });
    next();
  };
}

function end(req: Request, res: Response): void {
  if (res.headersSent) {
    req.socket.destroy();
    return;
  }
  res.setHeader('Connection', 'close');
  res.once('finish', () => req.socket.destroySoon());
  void errorHandler(new AppError('request_timed_out'), req, res, () => undefined);
}
