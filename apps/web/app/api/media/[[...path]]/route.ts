import type { NextRequest } from 'next/server';

/** What is passed on in each direction: nothing that belongs to one connection only. */
const requestHeaders = ['authorization', 'content-type', 'content-length', 'range', 'x-forwarded-for', 'x-request-id'];
const responseHeaders = [
  'accept-ranges',
  'cache-control',
  'content-disposition',
  'content-length',
  'content-range',
  'content-security-policy',
  'content-type',
  'retry-after',
  'vary',
  'x-content-type-options',
  'x-request-id',
];

function pick(headers: Headers, names: readonly string[]): Headers {
  const picked = new Headers();
  for (const name of names) {
    const value = headers.get(name);
    if (value !== null) picked.set(name, value);
  }
  return picked;
}

/**
 * Files on their way between the browser and the API, as a stream. Everything else below `/api` is passed on by
 * `proxy.ts`, for which Next keeps a whole body in memory and cuts it off at 10 MB; a document has up to 100.
 */
async function passOn(request: NextRequest): Promise<Response> {
  const { pathname, search } = request.nextUrl;
  // What a path is made of is decided before it is passed on: dots must not lead anywhere else in the API.
  if (!/^\/api\/media(\/[\w-]+)?$/.test(pathname)) return new Response(null, { status: 404 });
  // Through a variable: ports are chosen at start, not when the web is built.
  const env = process.env;
  const answer = await fetch(new URL(pathname + search, env.API_INTERNAL_URL ?? 'http://127.0.0.1:4000'), {
    method: request.method,
    headers: pick(request.headers, requestHeaders),
    redirect: 'manual',
    cache: 'no-store',
    signal: request.signal,
    ...(request.body ? { body: request.body, duplex: 'half' } : {}),
  } as RequestInit);
  return new Response(answer.body, { status: answer.status, headers: pick(answer.headers, responseHeaders) });
}

export const dynamic = 'force-dynamic';
export const GET = passOn;
export const POST = passOn;
