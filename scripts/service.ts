import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

/** One of the stack's programs: a Node program in a process (and process group) of its own. */
export interface Service {
  name: string;
  pid: number;
  /** Settles when it has ended and everything it said is in `tail()`; the text says how it ended. */
  exited: Promise<string>;
  /** The last lines of its output. */
  tail(): string[];
  /** Asks it to end, and makes it end after 8 s. Leaves none of its own children. May be called again. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface ServiceOptions {
  /** As it is called in messages. */
  name: string;
  /** What `node` runs: a file and its arguments. */
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  logFile: string;
  /** Adds to the log of an earlier run instead of replacing it. */
  appendLog?: boolean;
  onLine?: (line: string) => void;
}

const TAIL_LINES = 30;
const STOP_TIMEOUT_MS = 8_000;
const POLL_MS = 100;
const preload = new URL(`./endWithParent.mjs?starter=${process.pid}`, import.meta.url).href;

export function startService({ name, args, cwd, env, logFile, appendLog, onLine }: ServiceOptions): Service {
  const child = spawn(process.execPath, ['--import', preload, ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A group of its own: Ctrl-C in the terminal reaches only the runner, which stops things in the right order.
    detached: true,
  });
  const log = createWriteStream(logFile, { flags: appendLog ? 'a' : 'w' });
  const lastLines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      log.write(`${line}\n`);
      lastLines.push(line);
      if (lastLines.length > TAIL_LINES) lastLines.shift();
      onLine?.(line);
    });
  }

  const exited = howItEnded(child).then((how) => {
    log.end();
    return how;
  });
  return {
    name,
    pid: child.pid ?? 0,
    exited,
    tail: () => [...lastLines],
    stop: async (signal = 'SIGTERM') => {
      killGroup(child, signal);
      const giveUp = setTimeout(() => killGroup(child, 'SIGKILL'), STOP_TIMEOUT_MS);
      await exited;
      clearTimeout(giveUp);
    },
  };
}

/**
 * Runs a program that does its work and ends.
 * @throws Error with the last lines of its output when it ends in any other way than well
 */
export async function runToItsEnd(options: ServiceOptions): Promise<void> {
  const service = startService(options);
  const how = await service.exited;
  if (how !== endedWell) throw new Error(describeEnd(service, how));
}

/**
 * Waits until the address answers with success, or with any redirect.
 * @throws Error when the service ends first, or does not answer within `timeoutMs`
 */
export async function waitUntilHealthy(service: Service, url: string, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let hasEnded: string | undefined;
  void service.exited.then((how) => {
    hasEnded = how;
  });
  while (Date.now() < deadline) {
    if (hasEnded !== undefined) throw new Error(describeEnd(service, hasEnded));
    if (await isHealthy(url, deadline)) return;
    await delay(POLL_MS);
  }
  throw new Error(`The ${service.name} did not answer at ${url} within ${timeoutMs / 1000} s.${quoteTail(service)}`);
}

/** One sentence and the last lines of its log, for a service that ended by itself. */
export function describeEnd(service: Service, how: string): string {
  return `The ${service.name} stopped by itself (${how}).${quoteTail(service)}`;
}

function quoteTail(service: Service): string {
  const lines = service.tail();
  return lines.length === 0 ? '' : ` Its last lines:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

async function isHealthy(url: string, deadline: number): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(Math.max(1, deadline - Date.now()));
    const response = await fetch(url, { signal, redirect: 'manual' });
    await response.body?.cancel();
    return response.status < 400;
  } catch {
    return false;
  }
}

const endedWell = 'exit code 0';

function howItEnded(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    // Children of its own that it left behind.
    child.once('exit', () => signalGroup(child.pid, 'SIGKILL'));
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}

/** Signals every process of the service. One that has ended is left alone: its id may be somebody else's by now. */
function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.exitCode === null && child.signalCode === null) signalGroup(child.pid, signal);
}

function signalGroup(groupId: number | undefined, signal: NodeJS.Signals): void {
  if (groupId === undefined) return;
  try {
    process.kill(-groupId, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
