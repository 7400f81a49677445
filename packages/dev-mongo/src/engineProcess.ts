/**
 * The engine's own process: opens the data folder, tells the parent the address, and serves until it is asked to stop
 * or the parent is gone, however the parent ended.
 */
import { rm } from 'node:fs/promises';
import type { EngineMessage, EngineOptions } from './engineMessages.js';
import { NoEngineError, type OpenEngine, openEngine } from './openEngine.js';

const options: EngineOptions = JSON.parse(process.argv[2] ?? '{}');
let engine: OpenEngine | undefined;
let isEnding = false;

async function end(exitCode: number): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  await engine?.close().catch(() => undefined);
  await rm(options.runtimeDir, { recursive: true, force: true }).catch(() => undefined);
  process.exit(exitCode);
}

function tellParent(message: EngineMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected && process.send) process.send(message, () => resolve());
    else resolve();
  });
}

function describeFailure(error: unknown): EngineMessage {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof NoEngineError) return { type: 'failed', cause: 'unavailable', message };
  return { type: 'failed', cause: message.includes('DBPathInUse') ? 'in-use' : 'error', message };
}

process.on('SIGTERM', () => void end(0));
process.on('disconnect', () => void end(0));
// Ctrl-C reaches every process of the terminal; the parent decides in which order things stop.
process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => undefined);

try {
  engine = await openEngine(options);
  if (isEnding) await engine.close();
  await tellParent({ type: 'ready', uri: engine.uri, engine: engine.engine, pids: engine.pids });
  // The parent may have gone while the engine was opening, before anybody listened for it.
  if (!process.connected) await end(0);
} catch (error) {
  await tellParent(describeFailure(error));
  await end(1);
}
