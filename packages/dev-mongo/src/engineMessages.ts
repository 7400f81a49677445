/** What the engine process tells the process that started it, once. */
export type EngineMessage =
  | { type: 'ready'; uri: string; engine: EngineKind /** Processes that hold the data open. */; pids: number[] }
  | { type: 'failed'; cause: 'unavailable' | 'in-use' | 'error'; message: string };

export type EngineKind = 'embedded' | 'memory-server';

export interface EngineOptions {
  dataDir: string;
  /** A private folder for the socket; removed by whoever ends last. */
  runtimeDir: string;
  /** Absent: the embedded engine where it runs, a downloaded mongod elsewhere. */
  engine?: EngineKind;
}
