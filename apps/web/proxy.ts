import { type NextRequest, NextResponse } from 'next/server';
import { contentSecurityPolicy, leadsToMeta, pageHeaders } from './lib/securityHeaders';

/**
 * Next's edge: hands `/api/*` to the API (files go through `app/api/media`), so that the browser sees one origin, and
 * gives every page its policy. It decides nothing about who may do what: that is the API's alone.
 */
export function proxy(request: NextRequest) {
  // Read here and not in next.config's rewrites, which are frozen when the web is built; ports are chosen at start.
  // Through a variable, because `process.env.NEXT_PUBLIC_…` written out is replaced at build time.
  const env = process.env;

  if (request.nextUrl.pathname.startsWith('/api/')) {
    // Sockets go to the API directly. An upgrade is never forwarded: that path has been a way into private networks.
    if (request.headers.has('upgrade')) return new NextResponse(null, { status: 426 });
    const target = new URL(
      request.nextUrl.pathname + request.nextUrl.search,
      env.API_INTERNAL_URL ?? 'http://127.0.0.1:4000',
    );
    return NextResponse.rewrite(target);
  }

  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const policy = contentSecurityPolicy({
    nonce,
    apiUrl: env.NEXT_PUBLIC_API_URL,
    development: env.NODE_ENV === 'development',
    metaLogin: leadsToMeta(request.nextUrl.pathname),
  });
  // Next reads the nonce for its own scripts from the policy of the request.
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('Content-Security-Policy', policy);
  for (const [name, value] of Object.entries(pageHeaders(request.nextUrl.pathname))) response.headers.set(name, value);
  return response;
}

export const config = { matcher: ['/((?!_next/static|_next/image|favicon.ico|icon.svg|api/media).*)'] };
