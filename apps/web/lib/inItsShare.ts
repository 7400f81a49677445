import { asApiError } from './apiError';

/** What somebody waits for without being told; longer waits are for the screen to say. */
const LONGEST_WAIT_SECONDS = 15;
const MOST_WAITS = 4;

/**
 * Waits as the API asks when more was read than its share, and asks again: reading twice does no harm. A little later than
 * told, and not all tabs at the same moment.
 */
export async function inItsShare<Reply>(ask: () => Promise<Reply>, signal?: AbortSignal): Promise<Reply> {
  for (let waits = 0; ; waits += 1) {
    try {
      return await ask();
    } catch (thrown) {
      const { code, retryAfterSeconds } = asApiError(thrown);
      const isShort = retryAfterSeconds !== null && retryAfterSeconds <= LONGEST_WAIT_SECONDS;
      if (code !== 'too_many_requests' || !isShort || waits === MOST_WAITS || signal?.aborted) throw thrown;
      await new Promise((done) => setTimeout(done, retryAfterSeconds * 1_000 + Math.random() * 1_000));
    }
  }
}
