import { type ErrorCode, endings } from '@switchboard/contracts';
import type { NextRequest } from 'next/server';
import { type BodyBounds, BodyRefused, boundedBody, linger } from './boundedBody';
import { bodyLimitOf, isFilePath } from './limits';

/** What belongs to one connection only (RFC 9110, 7.6.1), or is made anew for the next one. */
const ofTheConnection = new Set([
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade', 'expect', 'host'],
]);

/** Finishing a connection waits for Meta, whose own time-outs add up to this. */
const ANSWER_MS = 100_000;
/** A file of 100 MB over a slow line. */
const FILE_MS = 10 * 60_000;

function passedHeaders(headers: Headers): Headers {
  const passed = new Headers();
  for (const [name, value] of headers) {
    if (!ofTheConnection.has(name) && !name.startsWith('x-middleware-')) passed.append(name, value);
  }
  return passed;
}

function headersForApi(request: NextRequest): Headers {
  const headers = passedHeaders(request.headers);
  // Next compresses for the browser.
  headers.set('accept-encoding', 'identity');
  return headers;
}

/** The body, where there is one: Next gives an empty stream where there is none, and the API would take that for one. */
function bodyOf({ headers, body }: NextRequest): ReadableStream<Uint8Array> | null {
  const isSent = headers.has('transfer-encoding') || Number(headers.get('content-length') ?? 0) > 0;
  return isSent ? body : null;
}

/** An answer of our own, in the API's form. */
function refusal(status: number, code: ErrorCode): Response {
  const { message } = endings[code];
  return Response.json(
    { success: false, code, message, requestId: crypto.randomUUID() },
    { status, headers: { 'cache-control': 'no-store' } },
  );
}

/** Read when it is needed, and through a variable: ports are chosen at start, not when the web is built. */
function apiUrl(path: string): URL {
  const env = process.env;
  return new URL(path, env.API_INTERNAL_URL ?? 'http://127.0.0.1:4000');
}

/** What the API answers to somebody who is not signed in; null when they are. */
async function refusedByApi(request: NextRequest): Promise<Response | null> {
  const headers = headersForApi(request);
  for (const name of ['content-length', 'content-type', 'range']) headers.delete(name);
  const answer = await fetch(apiUrl('/api/auth/me'), {
    headers,
    cache: 'no-store',
    signal: AbortSignal.timeout(10_000),
  });
  if (answer.ok) {
    await answer.body?.cancel();
    return null;
  }
  return new Response(answer.body, { status: answer.status, headers: passedHeaders(answer.headers) });
}

function boundsOf(request: NextRequest, isFile: boolean): BodyBounds {
  const maxBytes = bodyLimitOf(request.nextUrl, request.headers);
  return isFile
    ? { maxBytes, pieceMs: 15_000, pieceBytes: 16 * 1024 }
    : { maxBytes, wholeMs: 10_000, pieceMs: 10_000, pieceBytes: 1 };
}

/**
 * Passes a request of the browser on to the API, and the API's answer back, both as streams: the browser sees one origin.
 * Decides nothing about who may do what, which is the API's alone. A body is refused before it is read where it says that it
 * is too large, cut where it turns out to be, and given up where it does not come.
 */
export async function passOn(request: NextRequest): Promise<Response> {
  const { pathname, search } = request.nextUrl;
  const target = apiUrl(pathname + search);
  // What a path is made of is decided before it is passed on: it must not lead anywhere else.
  if (target.origin !== apiUrl('/').origin || !target.pathname.startsWith('/api/')) {
    return new Response(null, { status: 404 });
  }
  const isFile = isFilePath(pathname);
  const bounds = boundsOf(request, isFile);
  const tooLarge = () => refusal(413, isFile ? 'media_too_large' : 'body_too_large');
  const sent = bodyOf(request);
  if (Number(request.headers.get('content-length') ?? 0) > bounds.maxBytes) {
    if (sent) void linger(sent.getReader());
    return tooLarge();
  }
  if (isFile && sent) {
    const refused = await refusedByApi(request);
    if (refused) {
      void linger(sent.getReader());
      return refused;
    }
  }

  const ended = new AbortController();
  const cut: { by?: BodyRefused } = {};
  const body =
    sent &&
    boundedBody(sent, bounds, (refused) => {
      cut.by = refused;
      ended.abort(refused);
    });
  try {
    const answer = await fetch(target, {
      method: request.method,
      headers: headersForApi(request),
      redirect: 'manual',
      cache: 'no-store',
      signal: AbortSignal.any([request.signal, ended.signal, AbortSignal.timeout(isFile ? FILE_MS : ANSWER_MS)]),
      ...(body ? { body, duplex: 'half' } : {}),
    } as RequestInit);
    return new Response(answer.body, { status: answer.status, headers: passedHeaders(answer.headers) });
  } catch (error) {
    const refused = error instanceof BodyRefused ? error : cut.by;
    if (refused) return refused.problem === 'body_too_large' ? tooLarge() : refusal(408, refused.problem);
    // No JSON of ours: the page says that Switchboard cannot be reached.
    return new Response(null, { status: 502, headers: { 'cache-control': 'no-store' } });
  }
}
