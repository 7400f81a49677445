import { createHmac } from 'node:crypto';

/** In base64url. */
export type StorageKeyOf = (who: { accountId: string; userId: string }) => string;

/**
 * Keys that seal drafts and unsent messages in browsers. One person has one key an account at every log-in, so that
 * drafts outlive a session; no browser keeps it, so nobody reads them without logging in.
 */
export const createStorageKeys =
  (key: Buffer): StorageKeyOf =>
  ({ accountId, userId }) =>
    createHmac('sha256', key).update(`${accountId}/${userId}`).digest('base64url');
