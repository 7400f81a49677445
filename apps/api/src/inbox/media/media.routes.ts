import { pipeline } from 'node:stream/promises';
import { fileNameOf, mediaId, uploadName, uploadQuery, uploadReply, uploadTypeOf } from '@switchboard/contracts';
import { create } from 'content-disposition';
import { type Request, type Response, Router } from 'express';
import { principalOf, type RequireMay } from '../../accounts/requireMay.js';
import { AppError } from '../../platform/errors.js';
import type { MediaService, ReadyMedia } from './media.service.js';
import type { ByteRange } from './mediaStore.js';

/** Other types are served as bytes: a page or a drawing of a customer never runs in a browser. */
const safeTypes = new Set([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'audio/aac',
  'audio/amr',
  'audio/mpeg',
  'audio/mp4',
  'audio/ogg',
  'video/mp4',
  'video/3gpp',
  'video/webm',
  'application/pdf',
]);
const isInline = (type: string) => type !== 'application/pdf' && safeTypes.has(type);

export function servedAs(mimeType: string, filename: string | undefined, id: string) {
  const plain = uploadTypeOf(mimeType);
  const type = safeTypes.has(plain) ? plain : 'application/octet-stream';
  const disposition = create(filename ?? id, { type: isInline(type) ? 'inline' : 'attachment' });
  return { type, disposition };
}

/** Mounted before the JSON parser, which would read the bytes. */
export function mediaRoutes(media: MediaService, requireMay: RequireMay): Router {
  const router = Router();
  router.post('/', requireMay('inbox.write'), async (req, res) => {
    uploadQuery.parse(req.query);
    const filename = uploadName.parse(fileNameOf(req.get('content-disposition')));
    const { accountId, userId } = principalOf(res);
    const announced = Number(req.get('content-length') ?? Number.NaN);
    try {
      const uploaded = await media.upload({
        accountId,
        userId,
        contentType: req.get('content-type'),
        announcedBytes: Number.isNaN(announced) ? undefined : announced,
        filename,
        body: req,
      });
      res.status(201).json(uploadReply.parse({ success: true, media: uploaded }));
    } catch (error) {
      // Unread bytes would block the connection for the next request.
      req.resume();
      throw error;
    }
  });

  router.get('/:mediaId', requireMay('inbox.read'), async (req, res) => {
    const id = mediaId.safeParse(req.params.mediaId);
    if (!id.success) throw new AppError('media_not_found');
    await hand(await media.open(principalOf(res).accountId, id.data), req, res);
  });
  return router;
}

async function hand({ record, read }: ReadyMedia, req: Request, res: Response): Promise<void> {
  const { type, disposition } = servedAs(record.mimeType, record.filename, record._id);
  res.set({
    'Content-Type': type,
    'Content-Disposition': disposition,
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'X-Content-Type-Options': 'nosniff',
    // On a shared machine it would outlive the log-out (ASVS 5.0, 14.3.2).
    'Cache-Control': 'private, no-store',
    'Accept-Ranges': 'bytes',
  });
  const range = rangeOf(req, record.size);
  if (range === 'unsatisfiable') {
    res.status(416).set('Content-Range', `bytes */${record.size}`).end();
    return;
  }
  const length = range ? range.end - range.start + 1 : record.size;
  if (range) res.status(206).set('Content-Range', `bytes ${range.start}-${range.end}/${record.size}`);
  res.set('Content-Length', String(length));
  if (req.method === 'HEAD') {
    res.end();
    return;
  }
  try {
    await pipeline(read(range ?? undefined), res);
  } catch (error) {
    // A skipped film is asked for in pieces: the browser may be gone.
    if (!res.headersSent || !isPrematureClose(error)) throw error;
  }
}

/** Several ranges at once get the whole file. */
function rangeOf(req: Request, size: number): ByteRange | 'unsatisfiable' | null {
  const ranges = req.range(size);
  if (ranges === -1) return 'unsatisfiable';
  if (ranges === undefined || ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return null;
  return ranges[0] ?? null;
}

const isPrematureClose = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
