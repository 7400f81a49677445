/** Why a body was not passed on to its end. */
export type BodyProblem = 'body_too_large' | 'request_timed_out';

export class BodyRefused extends Error {
  constructor(readonly problem: BodyProblem) {
    super(problem);
    this.name = 'BodyRefused';
  }
}

export interface BodyBounds {
  maxBytes: number;
  /** Milliseconds for the whole body; absent: as long as it comes. */
  wholeMs?: number;
  /** Milliseconds in which at least so many bytes have to come. */
  pieceMs: number;
  pieceBytes: number;
}

/** What is still read of a body that was refused, and for how long: who is told only after that has lost the answer. */
const LINGER_BYTES = 4 * 1024 * 1024;
const LINGER_MS = 5_000;

/**
 * Reads on for a moment and throws away what comes, so that the answer arrives before the connection ends: closed at once, it
 * would be lost with what the caller is just sending ("lingering close"). Slowly, so that a caller on a fast line is held up
 * by its own sending until it has read the answer.
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
    // Gone: nobody waits for anything any more.
  } finally {
    clearTimeout(timer);
    await end();
  }
}

/**
 * A body that is passed on piece by piece as it comes, and ends with {@link BodyRefused} where it goes over its bounds.
 * Nothing of it is kept: the next piece is asked for when the one before has left.
 *
 * @param onRefused told the same, for when nobody reads any more.
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
