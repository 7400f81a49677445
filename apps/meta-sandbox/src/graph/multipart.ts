import type { RequestHandler } from 'express';
import multer from 'multer';
import { maxFileBytes } from '../messaging/mediaKinds.js';

// One byte above the largest file, so that Meta's error is sent instead of the parser's.
const limits = { files: 1, fields: 20, fieldSize: 64 * 1024, fileSize: maxFileBytes + 1 };

/** Reads a multipart form with one `file` into memory; leaves other bodies alone. */
export const readForm: RequestHandler = multer({
  storage: multer.memoryStorage(),
  defParamCharset: 'utf8',
  limits,
}).single('file');
