import type { Route } from 'next';

export const HOME_PATH = '/dashboard';

/**
 * The page to open after logging in, from the `next` parameter.
 * Only paths of this site: browsers read `//host`, `/\\host` and addresses with tabs or line breaks as other sites.
 * @returns A path with query and fragment, or {@link HOME_PATH}.
 */
export function safeNextPath(next: string | null | undefined): string {
  if (typeof next !== 'string' || !next.startsWith('/') || next.length > 2000) return HOME_PATH;
  const base = 'https://switchboard.invalid';
  if (!URL.canParse(next, base)) return HOME_PATH;
  const url = new URL(next, base);
  const path = url.pathname + url.search + url.hash;
  if (url.origin !== base || path.startsWith('//')) return HOME_PATH;
  // Pages for people who are signed out would lead back in a circle.
  if (
    /^\/(?:login|signup|join|forgot-password|reset-password|confirm-email|api)(?:\/|$)/.test(url.pathname) ||
    url.pathname === '/'
  )
    return HOME_PATH;
  return path;
}

export function loginPath(path?: string): Route {
  const next = safeNextPath(path);
  return next === HOME_PATH ? '/login' : `/login?next=${encodeURIComponent(next)}`;
}
