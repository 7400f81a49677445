import { type ErrorCode, errorCatalogue, signedAddressHeader } from '@switchboard/contracts';
import type { NextRequest } from 'next/server';
import { apiUrl } from '../apiUrl';
import { type BodyBounds, BodyRefused, boundedBody, linger } from './boundedBody';
import { readForwardedAddress, signAddress } from './clientAddress';
import { findBodyLimit, isFilePath } from './limits';

/** Headers of one connection (RFC 9110, 7.6.1), and those that are made anew. */
const ofTheConnection = new Set([
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade', 'expect', 'host'],
]);

/** Finishing a connection waits for Meta, whose time-outs add up to this. */
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
  // A client's own is none of ours.
  headers.delete(signedAddressHeader);
  const { WEB_ADDRESS_SECRET: secret, WEB_PROXIES: proxies = '1' } = process.env;
  const address = secret ? readForwardedAddress(headers.get('x-forwarded-for'), Number(proxies)) : null;
  if (secret && address) headers.set(signedAddressHeader, signAddress(address, secret));
  return headers;
}

/** The body, if any: Next gives an empty stream for none, which the API would take for one. */
function readBody({ headers, body }: NextRequest): ReadableStream<Uint8Array> | null {
  const isSent = headers.has('transfer-encoding') || Number(headers.get('content-length') ?? 0) > 0;
  return isSent ? body : null;
}

function refusal(status: number, code: ErrorCode): Response {
  const { message } = errorCatalogue[code];
  return Response.json(
    { success: false, code, message, requestId: crypto.randomUUID() },
    { status, headers: { 'cache-control': 'no-store' } },
  );
}

/** The API's answer to somebody who is not signed in; null when they are. */
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

function findBounds(request: NextRequest, isFile: boolean): BodyBounds {
  const maxBytes = findBodyLimit(request.nextUrl, request.headers);
  return isFile
    ? { maxBytes, pieceMs: 15_000, pieceBytes: 16 * 1024 }
    : { maxBytes, wholeMs: 10_000, pieceMs: 10_000, pieceBytes: 1 };
}

/**
 * Passes a request on to the API and streams the answer back, so that the browser sees one origin. The API decides who
 * may do what. A body is refused by its declared size before it is read, cut at its limit, and given up when it stalls.
 */
export async function passOn(request: NextRequest): Promise<Response> {
  const { pathname, search } = request.nextUrl;
  const target = apiUrl(pathname + search);
  // A path must not lead to another origin.
  if (target.origin !== apiUrl('/').origin || !target.pathname.startsWith('/api/')) {
    return new Response(null, { status: 404 });
  }
  const isFile = isFilePath(pathname);
  const bounds = findBounds(request, isFile);
  const tooLarge = () => refusal(413, isFile ? 'media_too_large' : 'body_too_large');
  const sent = readBody(request);
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
    // Not our JSON: the page says that Switchboard cannot be reached.
    return new Response(null, { status: 502, headers: { 'cache-control': 'no-store' } });
  }
}
