import { type NextRequest, NextResponse } from 'next/server';
import { contentSecurityPolicy, leadsToMeta, pageHeaders } from './lib/securityHeaders';

/**
 * Next's edge: gives every page its policy. `/api/*` does not come here but is passed on by `app/api`: of what comes here
 * Next keeps the body in memory, and lets a large one hang.
 */
export function proxy(request: NextRequest) {
  // Read at run time, and through a variable, because `process.env.NEXT_PUBLIC_…` written out is replaced at build time.
  const env = process.env;
  const { pathname } = request.nextUrl;
  const metaLogin = leadsToMeta(pathname);
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const policy = contentSecurityPolicy({
    nonce,
    apiUrl: env.NEXT_PUBLIC_API_URL,
    uploadOrigin: env.UPLOAD_ORIGIN,
    development: env.NODE_ENV === 'development',
    metaLogin,
  });
  // Next reads the nonce for its own scripts from the policy of the request.
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('x-meta-login', String(metaLogin));
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('Content-Security-Policy', policy);
  for (const [name, value] of Object.entries(pageHeaders(pathname))) response.headers.set(name, value);
  return response;
}

export const config = { matcher: ['/((?!_next/static|_next/image|favicon.ico|icon.svg|api/).*)'] };
