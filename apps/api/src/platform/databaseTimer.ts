/** The database has not answered in the time that somebody waits for it. It may do what it was asked all the same. */
export class DatabaseSlowError extends Error {
  override name = 'DatabaseSlowError';
}

/**
 * Waits for the database no longer than this. The driver's own `timeoutMS` does not hold while a server that has stopped
 * keeps its connections open.
 *
 * @param ms milliseconds.
 * @param work what was asked. It goes on when the time is over; what becomes of it then is nobody's.
 * @throws DatabaseSlowError when the time is over; else what the work throws.
 */
export function withinTime<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new DatabaseSlowError(`no answer within ${ms} ms`));
    // When this process itself was held up, the answer may be there by now and is read first.
    const timer = setTimeout(() => setImmediate(giveUp), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
