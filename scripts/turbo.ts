import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runCommand } from './command.js';

export interface TurboOptions {
  /** Turbo's package filters; absent: everything. */
  filters?: string[];
  /** Prints only what went wrong. */
  quiet?: boolean;
  env?: NodeJS.ProcessEnv;
}

/** Builds every package and app, or those named; unchanged ones come from turbo's cache. Gives whether it succeeded. */
export function build(options: TurboOptions = {}): Promise<boolean> {
  return runTurbo('build', options);
}

/** Checks the types of every package and app. Gives whether it succeeded. */
export function typecheck(options: TurboOptions = {}): Promise<boolean> {
  return runTurbo('typecheck', options);
}

function runTurbo(task: string, { filters = [], quiet = false, env }: TurboOptions): Promise<boolean> {
  const { packageManager }: { packageManager: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  // Turbo runs each task through pnpm and looks for it in PATH, where a fresh machine has none: npx puts it there.
  return runCommand(
    'npx',
    [
      ...['--yes', packageManager, 'exec', 'turbo', 'run', task],
      ...['--output-logs', quiet ? 'errors-only' : 'new-only'],
      ...filters.flatMap((filter) => ['--filter', filter]),
    ],
    { quiet, env: { ...env, TURBO_TELEMETRY_DISABLED: '1', NEXT_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' } },
  );
}
