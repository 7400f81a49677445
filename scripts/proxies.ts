import { findProgram, installPackage } from './debian.js';

/** The proxies that `deploy/` has files for; each is a package of Debian's by this name. */
export const proxyNames = ['nginx', 'caddy'] as const;

/** Installs the proxies that the tests of `deploy/` start. Gives the names of those that cannot be had. */
export async function ensureProxies(): Promise<string[]> {
  const missing: string[] = [];
  for (const name of proxyNames) {
    if (findProgram(name)) continue;
    process.stdout.write(`Installing ${name} for the tests of deploy/…\n`);
    if (!(await installPackage(name)) || !findProgram(name)) missing.push(name);
  }
  return missing;
}
