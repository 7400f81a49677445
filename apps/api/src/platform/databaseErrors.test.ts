import { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { isDatabaseGone } from './databaseErrors.js';

const answer = (code: number, message: string) => new mongo.MongoServerError({ code, message, errmsg: message });
/** As the driver gives the failure of a bulk: what the server said is its cause. */
function bulkFailure(cause: Error): Error {
  const error = new mongo.MongoClientBulkWriteError({ message: cause.message });
  error.cause = cause;
  return error;
}

describe('a database is away', () => {
  it.each([
    ['that does not answer', new mongo.MongoNetworkError('connection closed')],
    ['that stops', answer(91, 'The server is in quiesce mode and will shut down')],
    ['that is not the primary any more', answer(10107, 'not primary')],
    ['whose primary steps down during a bulk', bulkFailure(answer(189, 'Not primary while writing'))],
    ['that breaks a bulk off', bulkFailure(answer(11602, 'operation was interrupted'))],
    ['that went while a bulk was on its way', bulkFailure(new mongo.MongoNetworkError('connection closed'))],
  ])('%s', (_, error) => {
    expect(isDatabaseGone(error)).toBe(true);
  });
});

describe('a database is there', () => {
  it.each([
    ['that refuses a document', answer(11_000, 'E11000 duplicate key error')],
    ['that refuses a bulk', bulkFailure(answer(241, 'Failed to parse number'))],
    ['where the mistake is ours', new TypeError('cannot read properties of undefined')],
    ['where there is no error', undefined],
  ])('%s', (_, error) => {
    expect(isDatabaseGone(error)).toBe(false);
  });
});
