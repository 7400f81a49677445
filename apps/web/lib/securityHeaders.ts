export interface PolicyInput {
  nonce: string;
  /** Address of the API as the browser reaches it, for sockets. Left out of the policy when it is not a web address. */
  apiUrl: string | undefined;
  /** React's development build evaluates code to rebuild stacks; the production build does not. */
  development: boolean;
  /** Whether Meta's login can be begun from this page view; see {@link leadsToMeta}. */
  metaLogin: boolean;
}

/** What Meta's JavaScript SDK needs beside its own window: its script, its calls, and the frame it may put up. */
const metaSources = {
  script: ['https://connect.facebook.net'],
  connect: ['https://www.facebook.com', 'https://graph.facebook.com'],
  frame: ['https://www.facebook.com', 'https://web.facebook.com'],
};

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
export function contentSecurityPolicy({ nonce, apiUrl, development, metaLogin }: PolicyInput): string {
  const meta = metaLogin ? metaSources : { script: [], connect: [], frame: [] };
  const directives: Record<string, string[]> = {
    'default-src': ["'self'"],
    'script-src': [
      "'self'",
      `'nonce-${nonce}'`,
      // Our scripts vouch for the one they load; the host is for browsers that do not know of that.
      "'strict-dynamic'",
      ...meta.script,
      ...(development ? ["'unsafe-eval'"] : []),
    ],
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:'],
    // Films and sounds of customers, fetched with the access token and played from memory.
    'media-src': ["'self'", 'blob:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'", ...connectSources(apiUrl), ...meta.connect],
    'frame-src': ["'self'", ...meta.frame],
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

/**
 * Whether a page has the button that begins a login at Meta. Nowhere else is Meta's script let in. Whoever comes to such a
 * page without loading it anew has the policy of the page before, so it is loaded anew where Meta's window is used
 * (`useLogin`).
 */
export const leadsToMeta = (pathname: string): boolean =>
  /^\/(?:dashboard\/settings\/whatsapp-oauth|connect|integrations\/whatsapp)(?:\/|$)/.test(pathname);

/**
 * The headers of a page beside its policy. The callback page never tells another site its address.
 *
 * The opener policy keeps the window that a login opens able to answer; `same-origin` would cut it off.
 */
export function pageHeaders(pathname: string): Record<string, string> {
  return {
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': pathname.startsWith(CALLBACK_PATH) ? 'no-referrer' : 'strict-origin-when-cross-origin',
    'Cross-Origin-Opener-Policy': 'same-origin-allow-popups',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
  };
}
