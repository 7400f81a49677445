import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runCommand } from './command.js';

/** The path of a program, looked for on the PATH and where Debian keeps those of root; undefined where there is none. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), '/usr/bin', '/usr/sbin'];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Installs one of Debian's packages, as root on Linux alone. Gives whether it is installed; starts no service. */
export async function installPackage(name: string): Promise<boolean> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  isUpdated ??= runCommand('apt-get', ['update'], { quiet: true });
  // The runlevel keeps a package from starting a server of its own, which nobody here needs.
  const env = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  return (
    (await isUpdated) && runCommand('apt-get', ['install', '-y', '--no-install-recommends', name], { quiet: true, env })
  );
}
let isUpdated: Promise<boolean> | undefined;
