/** The database did not answer in time. It may execute the command all the same. */
export class DatabaseSlowError extends Error {
  override name = 'DatabaseSlowError';
}

/**
 * The driver's own `timeoutMS` does not hold while a server that has stopped keeps its connections open.
 *
 * @throws DatabaseSlowError after `ms` milliseconds, although the work goes on; else what the work throws.
 */
export function withinTime<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new DatabaseSlowError(`no answer within ${ms} ms`));
    // Where this process itself was held up, the answer may be there, and is read first.
    const timer = setTimeout(() => setImmediate(giveUp), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
