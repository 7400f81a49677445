import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { runCommand } from './command.js';

const NAME = 'redis-server';

/**
 * Finds a Redis server on the PATH, or installs Debian's package: tests of several API processes start one of their own.
 * @throws Error with one sentence that says what to do, when none can be had
 */
export async function ensureRedis(): Promise<void> {
  if (await isOnPath()) return;
  process.stdout.write('Installing Redis for the tests of several API processes…\n');
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    // The package would start a server of its own, which nobody here needs.
    const env = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    const isInstalled =
      (await runCommand('apt-get', ['update'], { quiet: true })) &&
      (await runCommand('apt-get', ['install', '-y', '--no-install-recommends', NAME], { quiet: true, env }));
    if (isInstalled && (await isOnPath())) return;
  }
  throw new Error(
    `The tests of several API processes need ${NAME}, version 7 or newer, which could not be installed. Install it so that it is on the PATH.`,
  );
}

async function isOnPath(): Promise<boolean> {
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const isPresent = await access(join(folder, NAME), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isPresent) return true;
  }
  return false;
}
