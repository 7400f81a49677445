import { pipeline } from 'node:stream/promises';
import { mediaEndpoints, readFileName, toUploadType, uploadName, uploadTicketHeader } from '@switchboard/contracts';
import { create } from 'content-disposition';
import { type Request, type Response, Router } from 'express';
import type { Mount } from '../../accounts/mount.js';
import { getPrincipal } from '../../accounts/requireMay.js';
import { done } from '../../platform/endpoint.js';
import { nameInLog } from '../../platform/requestLog.js';
import type { MediaService, ReadyMedia } from './media.service.js';
import type { ByteRange } from './mediaStore.js';
import type { UploadTickets } from './uploadTicket.service.js';

/** What a browser may be told a file is. Everything else is bytes: a page or a drawing of a customer never runs here. */
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

/** The type and the disposition under which a file is handed out. */
export function servedAs(mimeType: string, filename: string | undefined, id: string) {
  const plain = toUploadType(mimeType);
  const type = safeTypes.has(plain) ? plain : 'application/octet-stream';
  const disposition = create(filename ?? id, { type: isInline(type) ? 'inline' : 'attachment' });
  return { type, disposition };
}

/** The bytes of a file, and what its head says of them. */
function readArriving(req: Request) {
  const announced = Number(req.get('content-length') ?? Number.NaN);
  return {
    contentType: req.get('content-type'),
    announcedBytes: Number.isNaN(announced) ? undefined : announced,
    body: req,
  };
}

/** Answers an upload. Where it fails, the rest of the body is read away. */
async function takeFile<Answer>(req: Request, take: () => Promise<Answer>): Promise<Answer> {
  try {
    return await take();
  } catch (error) {
    // Node reads away only what nobody has begun to read; the rest would block the connection for what comes next.
    req.resume();
    throw error;
  }
}

/**
 * Files come as the bytes of the body, and are handed out as bytes. Mounted before the JSON parser: that would read the bytes,
 * or refuse them.
 */
export function mediaRoutes(media: MediaService, tickets: UploadTickets, mount: Mount): Router {
  const router = Router();
  mount(router, mediaEndpoints.upload, async ({ req, res }) => {
    const filename = uploadName.parse(readFileName(req.get('content-disposition')));
    const { accountId, userId } = getPrincipal(res);
    return takeFile(req, async () => ({
      ...done,
      media: await media.uploads.upload({ accountId, userId, filename, ...readArriving(req) }),
    }));
  });
  mount(router, mediaEndpoints.uploadWithTicket, async ({ req, res }) =>
    takeFile(req, async () => {
      const ticket = await tickets.redeem(req.get(uploadTicketHeader));
      nameInLog(res, ticket);
      return { ...done, media: await tickets.receive(ticket, readArriving(req)) };
    }),
  );
  mount(router, mediaEndpoints.download, async ({ params, req, res }) => {
    await hand(await media.open(getPrincipal(res).accountId, params.mediaId), req, res);
    return undefined;
  });
  return router;
}

export function uploadTicketRoutes(tickets: UploadTickets, mount: Mount): Router {
  const router = Router();
  mount(router, mediaEndpoints.ticket, async ({ body, res }) => ({
    ...done,
    ...(await tickets.issue(getPrincipal(res), body)),
  }));
  mount(router, mediaEndpoints.completeUpload, async ({ params, res }) => ({
    ...done,
    media: await tickets.complete(getPrincipal(res), params.ticketId),
  }));
  return router;
}

async function hand({ record, read }: ReadyMedia, req: Request, res: Response): Promise<void> {
  const { type, disposition } = servedAs(record.mimeType, record.filename, record._id);
  const range = parseRange(req, record.size);
  // Before the head is written: where the file cannot be had, an error is answered.
  const bytes = range === 'unsatisfiable' || req.method === 'HEAD' ? null : await read(range ?? undefined);
  res.set({
    'Content-Type': type,
    'Content-Disposition': disposition,
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'X-Content-Type-Options': 'nosniff',
    // What customers send stays on no disk: on a shared machine it would outlive the log-out (ASVS 5.0, 14.3.2).
    'Cache-Control': 'private, no-store',
    'Accept-Ranges': 'bytes',
  });
  if (range === 'unsatisfiable') {
    res.status(416).set('Content-Range', `bytes */${record.size}`).end();
    return;
  }
  const length = range ? range.end - range.start + 1 : record.size;
  if (range) res.status(206).set('Content-Range', `bytes ${range.start}-${range.end}/${record.size}`);
  res.set('Content-Length', String(length));
  if (!bytes) {
    res.end();
    return;
  }
  try {
    await pipeline(bytes, res);
  } catch (error) {
    // The browser has what it wanted, or is gone: a film that is skipped through is asked for in pieces.
    if (!res.headersSent || !isPrematureClose(error)) throw error;
  }
}

/** One piece, as players ask for it. Several at once, or something else, gets the whole file. */
function parseRange(req: Request, size: number): ByteRange | 'unsatisfiable' | null {
  const ranges = req.range(size);
  if (ranges === -1) return 'unsatisfiable';
  if (ranges === undefined || ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return null;
  return ranges[0] ?? null;
}

const isPrematureClose = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
