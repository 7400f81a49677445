export type BodyProblem = 'body_too_large' | 'request_timed_out';

export class BodyRefused extends Error {
  constructor(readonly problem: BodyProblem) {
    super(problem);
    this.name = 'BodyRefused';
  }
}

export interface BodyBounds {
  maxBytes: number;
  /** Milliseconds for the whole body; absent: unlimited. */
  wholeMs?: number;
  /** Milliseconds in which the least number of bytes must come. */
  pieceMs: number;
  pieceBytes: number;
}

/** How much of a refused body is still read, and for how long, so that its sender gets the answer. */
const LINGER_BYTES = 4 * 1024 * 1024;
const LINGER_MS = 5_000;

/**
 * Reads and discards a body for a moment, so that the answer arrives before the connection closes; closed at once, it
 * would be lost with the sender's data ("lingering close"). Slowly, so that a fast sender waits until it has read the
 * answer.
 */
export async function linger(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  const end = () => reader.cancel().catch(() => undefined);
  const timer = setTimeout(end, LINGER_MS);
  try {
    const begun = performance.now();
    for (let bytes = 0; bytes < LINGER_BYTES; ) {
      const { done, value } = await reader.read();
      if (done) return;
      bytes += value.byteLength;
      const dueMs = (bytes / LINGER_BYTES) * LINGER_MS - (performance.now() - begun);
      if (dueMs > 0) await new Promise((resolve) => setTimeout(resolve, dueMs));
    }
  } catch {
    // The sender is gone.
  } finally {
    clearTimeout(timer);
    await end();
  }
}

/**
 * Passes a body on piece by piece, and ends with {@link BodyRefused} beyond its bounds. Nothing is buffered.
 * @param onRefused Called as well, for when nobody reads any more.
 */
export function boundedBody(
  body: ReadableStream<Uint8Array>,
  { maxBytes, wholeMs, pieceMs, pieceBytes }: BodyBounds,
  onRefused: (refused: BodyRefused) => void,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let bytes = 0;
  let seen = 0;
  let timers: ReturnType<typeof setTimeout>[] = [];
  const stop = () => {
    for (const timer of timers) clearTimeout(timer);
    timers = [];
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const refuse = (problem: BodyProblem) => {
          stop();
          const refused = new BodyRefused(problem);
          onRefused(refused);
          controller.error(refused);
          void linger(reader);
        };
        const look = () => {
          if (bytes - seen < pieceBytes) return refuse('request_timed_out');
          seen = bytes;
        };
        timers.push(setInterval(look, pieceMs));
        if (wholeMs !== undefined) timers.push(setTimeout(refuse, wholeMs, 'request_timed_out' satisfies BodyProblem));
      },
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) {
          stop();
          controller.close();
          return;
        }
        bytes += value.byteLength;
        if (bytes <= maxBytes) {
          controller.enqueue(value);
          return;
        }
        stop();
        const refused = new BodyRefused('body_too_large');
        onRefused(refused);
        controller.error(refused);
        void linger(reader);
      },
      // The API has answered before it had all.
      cancel() {
        stop();
        void linger(reader);
      },
    },
    { highWaterMark: 0 },
  );
}
