import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A program that was started as its image starts it: as nobody, in a folder that it cannot write in. */
export interface Program {
  /** What it has said so far. */
  said(): string;
  /** Waits until it answers with success at the address. @throws Error with what it said when it ends or stays silent */
  answers(url: string): Promise<void>;
  /** Settles when it has ended, with its exit code or the signal that ended it. */
  ended: Promise<number | string>;
  stop(signal?: NodeJS.Signals): Promise<number | string>;
}

const patienceMs = 60_000;
const pollMs = 100;
/** Root may write anywhere, so it becomes somebody who owns nothing; anybody else is kept out by the files' modes. */
const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

export function startProgram(command: string[], folder: string, env: NodeJS.ProcessEnv): Program {
  const [program = '', ...args] = command;
  const child: ChildProcess = spawn(program === 'node' ? process.execPath : program, args, {
    ...{ cwd: folder, env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'], ...nobody },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (part: string) => {
      text = (text + part).slice(-4_000);
    });
  }
  let hasEnded = false;
  const ended = once(child, 'close').then(([code, signal]) => {
    hasEnded = true;
    return (code ?? signal) as number | string;
  });
  return {
    said: () => text,
    async answers(url) {
      const deadline = Date.now() + patienceMs;
      while (!hasEnded && Date.now() < deadline) {
        const isGood = await answersWell(url);
        if (isGood) return;
        await delay(pollMs);
      }
      throw new Error(
        `${url} does not answer. ${hasEnded ? 'Its program has ended' : 'Its program runs'}, and said:\n${text}`,
      );
    },
    ended,
    stop(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}

async function answersWell(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** Everything in a folder, with when it was last changed. */
export function listFolder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => `${path} ${lstatSync(join(folder, path)).mtimeMs}`)
    .sort();
}

/** Lets everybody read in a folder, and nobody write. Its files must be no hard links to files of others. */
export function makeReadOnly(folder: string): void {
  for (const path of ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]) {
    const entry = lstatSync(join(folder, path));
    const isRun = (entry.mode & 0o100) !== 0;
    if (!entry.isSymbolicLink()) chmodSync(join(folder, path), isRun ? 0o555 : 0o444);
  }
}
