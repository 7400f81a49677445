export interface PolicyInput {
  nonce: string;
  /** The API's address for sockets; ignored if it is not a web address. */
  apiUrl: string | undefined;
  /** Object storage that files are uploaded to; ignored if it is not a web address. */
  uploadOrigin?: string | undefined;
  /** React's development build needs `eval`. */
  development: boolean;
  /** Meta's login can begin on this page; see {@link leadsToMeta}. */
  metaLogin: boolean;
}

/** What Meta's SDK needs: its script, its calls, and a frame. */
const metaSources = {
  script: ['https://connect.facebook.net'],
  connect: ['https://www.facebook.com', 'https://graph.facebook.com'],
  frame: ['https://www.facebook.com', 'https://web.facebook.com'],
};

/** Browsers treat the http and ws origins of an address as two sources. */
function connectSources(apiUrl: string | undefined): string[] {
  if (apiUrl === undefined || !URL.canParse(apiUrl)) return [];
  const url = new URL(apiUrl);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return [];
  return [url.origin, url.origin.replace(/^http/, 'ws')];
}

/**
 * The Content-Security-Policy of one page view. Scripts need its nonce. Styles may be inline, because Radix and Sonner
 * need it.
 */
export function contentSecurityPolicy(input: PolicyInput): string {
  const { nonce, apiUrl, uploadOrigin, development, metaLogin } = input;
  const meta = metaLogin ? metaSources : { script: [], connect: [], frame: [] };
  const directives: Record<string, string[]> = {
    'default-src': ["'self'"],
    'script-src': [
      "'self'",
      `'nonce-${nonce}'`,
      // Our scripts vouch for Meta's; its host is for browsers without 'strict-dynamic'.
      "'strict-dynamic'",
      ...meta.script,
      ...(development ? ["'unsafe-eval'"] : []),
    ],
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:'],
    // Films and sounds are loaded with the access token and played from memory.
    'media-src': ["'self'", 'blob:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'", ...connectSources(apiUrl), ...connectSources(uploadOrigin).slice(0, 1), ...meta.connect],
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

/** Meta sends people back here, with a login code in the address for a moment. */
export const CALLBACK_PATH = '/integrations/whatsapp/callback';

/**
 * Whether a page begins a login at Meta: only there is Meta's script allowed. A client-side navigation keeps the policy
 * of the page before, so `useLogin` reloads where it needs Meta's window.
 */
export const leadsToMeta = (pathname: string): boolean =>
  /^\/(?:dashboard\/settings\/whatsapp-oauth|connect|integrations\/whatsapp)(?:\/|$)/.test(pathname);

/**
 * The headers of a page beside its policy. The callback page sends no referrer.
 * The opener policy lets Meta's window answer; `same-origin` would cut it off.
 */
export function pageHeaders(pathname: string): Record<string, string> {
  return {
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': pathname.startsWith(CALLBACK_PATH) ? 'no-referrer' : 'strict-origin-when-cross-origin',
    'Cross-Origin-Opener-Policy': 'same-origin-allow-popups',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
  };
}
