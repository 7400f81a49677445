import { findProgram, installPackage } from './debian.js';

const NAME = 'redis-server';

/**
 * Finds a Redis server on the PATH, or installs Debian's package: tests of several API processes start one of their own.
 * @throws Error with one sentence that says what to do, when none can be had
 */
export async function ensureRedis(): Promise<void> {
  if (findProgram(NAME)) return;
  process.stdout.write('Installing Redis for the tests of several API processes…\n');
  if ((await installPackage(NAME)) && findProgram(NAME)) return;
  throw new Error(
    `The tests of several API processes need ${NAME}, version 7 or newer, which could not be installed. Install it so that it is on the PATH.`,
  );
}
