import type { Route } from 'next';

/** Where people go after logging in, when nothing else was asked for. */
export const HOME_PATH = '/dashboard';

/**
 * The page to open after logging in, from the `next` parameter of the address.
 *
 * Only paths of this site: a link to our log-in page must not be a way to send people elsewhere. Browsers read
 * `//host`, `/\host` and addresses with tabs or line breaks in them as other sites.
 *
 * @param next The parameter as received, or null.
 * @returns A path with its query and fragment, or {@link HOME_PATH}.
 */
export function safeNextPath(next: string | null | undefined): string {
  if (typeof next !== 'string' || !next.startsWith('/') || next.length > 2000) return HOME_PATH;
  const base = 'https://switchboard.invalid';
  if (!URL.canParse(next, base)) return HOME_PATH;
  const url = new URL(next, base);
  const path = url.pathname + url.search + url.hash;
  if (url.origin !== base || path.startsWith('//')) return HOME_PATH;
  // Going "back" to a page for people who are signed out would go round in circles.
  if (
    /^\/(?:login|signup|join|forgot-password|reset-password|confirm-email|api)(?:\/|$)/.test(url.pathname) ||
    url.pathname === '/'
  )
    return HOME_PATH;
  return path;
}

/** The address of the log-in page that comes back to `path`. */
export function loginPath(path?: string): Route {
  const next = safeNextPath(path);
  return next === HOME_PATH ? '/login' : `/login?next=${encodeURIComponent(next)}`;
}
