import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { EngineKind, EngineMessage, EngineOptions } from './engineMessages.js';

export { type ReplicaSet, startReplicaSet } from './replicaSet.js';

export interface DevMongo {
  uri: string;
  dataDir: string;
  engine: EngineKind;
  pid: number;
  /** Settles when the engine's process has ended, for whatever reason. */
  exited: Promise<void>;
  withDatabase(name: string): string;
  /** Closes the engine and ends its process; removes the data if the folder was temporary. May be called again. */
  stop(): Promise<void>;
  /** Ends the engine with SIGKILL, as a crash would, and keeps the data. For crash tests. */
  kill(): Promise<void>;
}

export interface DevMongoOptions {
  /** Where the data is kept; made if missing. Absent: a temporary folder, removed on stop. */
  dataDir?: string;
  /** Absent: the embedded engine where it runs, a downloaded mongod elsewhere. */
  engine?: EngineKind;
}

/** MongoDB cannot be started on this machine. The message says why, and what to do instead. */
export class DevMongoUnavailableError extends Error {
  override name = 'DevMongoUnavailableError';
}

const STOP_TIMEOUT_MS = 10_000;

/**
 * Starts a MongoDB engine in a process of its own, on a private address. The engine's process ends with this one.
 * It has no sessions, transactions, change streams or authentication, and its TTL indexes expire nothing.
 * @throws DevMongoUnavailableError when no engine can run here
 * @throws Error when the folder is in use by another engine, or cannot be opened
 */
export async function startDevMongo(options: DevMongoOptions = {}): Promise<DevMongo> {
  // A short name: the socket's whole path must fit in about 100 characters.
  const runtimeDir = await mkdtemp(join(tmpdir(), 'swb-'));
  const dataDir = options.dataDir ? resolve(options.dataDir) : join(runtimeDir, 'data');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });

  const engineProcess = spawnEngine({ dataDir, runtimeDir, engine: options.engine });
  const exited = new Promise<void>((done) => engineProcess.once('exit', () => done()));
  const removeRuntimeDir = () => rm(runtimeDir, { recursive: true, force: true });

  const message = await firstMessage(engineProcess);
  if (message.type === 'failed') {
    await exited;
    await removeRuntimeDir();
    throw toError(message, dataDir);
  }

  const { uri, engine, pids } = message;
  return {
    uri,
    dataDir,
    engine,
    pid: engineProcess.pid ?? 0,
    exited,
    withDatabase: (name) => uri.replace(/\/(\?|$)/, `/${encodeURIComponent(name)}$1`),
    stop: async () => {
      engineProcess.kill('SIGTERM');
      const giveUp = setTimeout(() => engineProcess.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await exited;
      clearTimeout(giveUp);
      await removeRuntimeDir();
    },
    kill: async () => {
      for (const pid of pids) killNow(pid);
      await exited;
      // The socket is left behind by a crash; temporary data stays, as `kill` promises.
      if (options.dataDir) await removeRuntimeDir();
    },
  };
}

function spawnEngine(options: EngineOptions): ChildProcess {
  // Run from the sources (in this package's own tests) the child is TypeScript as well.
  const extension = extname(fileURLToPath(import.meta.url));
  const typescript = extension === '.ts' ? ['--import', tsxLoader()] : [];
  return spawn(
    process.execPath,
    [...typescript, fileURLToPath(new URL(`./engineProcess${extension}`, import.meta.url)), JSON.stringify(options)],
    {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // The engine makes its socket in the temporary folder: give it the one that is removed with it.
      env: { ...process.env, TMPDIR: options.runtimeDir },
    },
  );
}

const tsxLoader = () => pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** The process's one message, or what can be said about it when it ended without one. */
function firstMessage(engineProcess: ChildProcess): Promise<EngineMessage> {
  let complaint = '';
  engineProcess.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2_000);
  });
  return new Promise((done) => {
    const failed = (message: string) => done({ type: 'failed', cause: 'error', message });
    engineProcess.once('message', (message) => done(message as EngineMessage));
    engineProcess.once('error', (error) => failed(error.message));
    engineProcess.once('close', (code, signal) =>
      failed(`its process ended (${signal ?? `exit code ${code}`}). ${complaint}`.trim()),
    );
  });
}

function toError(failure: Extract<EngineMessage, { type: 'failed' }>, dataDir: string): Error {
  switch (failure.cause) {
    case 'unavailable':
      return new DevMongoUnavailableError(
        `MongoDB cannot run on this machine: ${failure.message} ` +
          'Start a MongoDB yourself and set MONGODB_URI to its address.',
      );
    case 'in-use':
      return new Error(`Another MongoDB is already using ${dataDir}. Stop the other Switchboard first.`);
    case 'error':
      return new Error(`MongoDB could not be started on ${dataDir}: ${failure.message}`);
  }
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
