/**
 * `npm run test:one -- <part of a path> [-t <part of a title>]`: the unit and API tests whose file has it in its path.
 * `npm run test:watch -- <part of a path>`: again at every change. Packages are read from their sources: nothing is built.
 */
import { spawnSync } from 'node:child_process';
import { root } from './command.js';

const given = process.argv.slice(2);
const isWatching = given[0] === '--watch';
const patterns = isWatching ? given.slice(1) : given;
if (patterns.length === 0) {
  process.stderr.write('Say which: npm run test:one -- numbers/ladder, or -- inbox -t "shows it once"\n');
  process.exit(1);
}
// In the foreground of the same terminal: the keys of a watching Vitest and Ctrl-C reach it.
const { status } = spawnSync('node_modules/.bin/vitest', [isWatching ? 'watch' : 'run', ...patterns], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
