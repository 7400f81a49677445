import { createHmac } from 'node:crypto';

/** The key for what a browser keeps of one person in one account, in base64url. */
export type StorageKeyOf = (who: { accountId: string; userId: string }) => string;

/**
 * Makes the keys that seal drafts and unsent messages in browsers. The same at every log-in, so that what was not sent when
 * a session ended is still there after the next; no browser keeps it, so what lies there is of no use without logging in.
 */
export const createStorageKeys =
  (key: Buffer): StorageKeyOf =>
  ({ accountId, userId }) =>
    createHmac('sha256', key).update(`${accountId}/${userId}`).digest('base64url');
