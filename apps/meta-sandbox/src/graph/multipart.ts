import type { RequestHandler } from 'express';
import multer from 'multer';
import { mostFileBytes } from '../messaging/mediaKinds.js';

// A byte more than the largest file, so that one that is too large gets Meta's error instead of the parser's.
const limits = { files: 1, fields: 20, fieldSize: 64 * 1024, fileSize: mostFileBytes + 1 };

/** Reads a multipart form with one `file` into memory; leaves every other body alone. */
export const readForm: RequestHandler = multer({
  storage: multer.memoryStorage(),
  defParamCharset: 'utf8',
  limits,
}).single('file');
