export interface PolicyInput {
  nonce: string;
  /** Address of the API as the browser reaches it, for sockets. Left out of the policy when it is not a web address. */
  apiUrl: string | undefined;
  /** React's development build evaluates code to rebuild stacks; the production build does not. */
  development: boolean;
}

/** The http and ws origins of an address, because a browser treats them as two different sources. */
function connectSources(apiUrl: string | undefined): string[] {
  if (apiUrl === undefined || !URL.canParse(apiUrl)) return [];
  const url = new URL(apiUrl);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return [];
  return [url.origin, url.origin.replace(/^http/, 'ws')];
}

/**
 * The Content-Security-Policy of one page view. Scripts run only with this view's nonce. Styles may be inline because
 * Radix positions its layers, and Sonner brings its sheet, that way.
 */
export function contentSecurityPolicy({ nonce, apiUrl, development }: PolicyInput): string {
  const directives: Record<string, string[]> = {
    'default-src': ["'self'"],
    'script-src': ["'self'", `'nonce-${nonce}'`, "'strict-dynamic'", ...(development ? ["'unsafe-eval'"] : [])],
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'", ...connectSources(apiUrl)],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  };
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ');
}

/** The page Meta sends people back to. Its address carries a login code for a moment. */
export const CALLBACK_PATH = '/integrations/whatsapp/callback';

/** The headers of a page beside its policy. The callback page never tells another site its address. */
export function pageHeaders(pathname: string): Record<string, string> {
  return {
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': pathname.startsWith(CALLBACK_PATH) ? 'no-referrer' : 'strict-origin-when-cross-origin',
    'Cross-Origin-Opener-Policy': 'same-origin-allow-popups',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
  };
}
