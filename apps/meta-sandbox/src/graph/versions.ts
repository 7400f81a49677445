/** The end of each version (null: not announced). */
const versions = [
  { name: 'v19.0', expires: '2026-05-21' },
  { name: 'v20.0', expires: '2026-09-24' },
  { name: 'v21.0', expires: '2027-01-21' },
  { name: 'v22.0', expires: '2027-05-20' },
  { name: 'v23.0', expires: '2027-10-08' },
  { name: 'v24.0', expires: '2028-02-18' },
  { name: 'v25.0', expires: '2028-07-29' },
  { name: 'v26.0', expires: null },
  { name: 'v27.0', expires: null },
] as const;

const newestVersion = 'v27.0';

/** The app's version in the dashboard: for calls without one, and for webhooks. */
export const appVersion = 'v26.0';

const toNumber = (name: string) => Number(name.slice(1));

/**
 * The version that answers, or null for one that Meta never had. The oldest living version answers for an expired one.
 */
export function servedVersion(asked: string | null, nowMs: number): string | null {
  if (asked === null) return appVersion;
  if (toNumber(asked) > toNumber(newestVersion)) return null;
  const alive = versions.filter(({ expires }) => expires === null || Date.parse(expires) > nowMs);
  if (alive.some(({ name }) => name === asked)) return asked;
  return alive[0]?.name ?? newestVersion;
}
