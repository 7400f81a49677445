import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));

const running = new Set<ChildProcess>();
let isStopping = false;

export interface CommandOptions {
  /** Shows its output only when it fails. */
  quiet?: boolean;
  /** Added to this process's environment. */
  env?: NodeJS.ProcessEnv;
}

/** Runs a command in the repository's folder and gives whether it succeeded. */
export function runCommand(command: string, args: string[], { quiet, env }: CommandOptions = {}): Promise<boolean> {
  const output = quiet ? 'pipe' : 'inherit';
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', output, output],
    // A group of its own, so that `stopCommands` reaches what the command has started as well.
    detached: true,
  });
  running.add(child);
  const kept: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => kept.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => kept.push(chunk));
  return new Promise((resolve) => {
    child.once('error', (error) => {
      running.delete(child);
      process.stderr.write(`${command} could not be run: ${error.message}\n`);
      resolve(false);
    });
    child.once('close', (exitCode) => {
      running.delete(child);
      if (exitCode !== 0 && !isStopping) process.stderr.write(Buffer.concat(kept));
      resolve(exitCode === 0);
    });
  });
}

/** Ends the commands that are running, with all they have started. */
export async function stopCommands(): Promise<void> {
  isStopping = true;
  await Promise.all(
    [...running].map(async (child) => {
      if (child.pid === undefined) return;
      const closed = once(child, 'close');
      process.kill(-child.pid, 'SIGTERM');
      await closed;
    }),
  );
}
