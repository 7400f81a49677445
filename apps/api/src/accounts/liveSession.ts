import type { SessionRecord } from './session.model.js';

/** Pure. */
export const isLive = ({ expiresAt, idleExpiresAt }: SessionRecord, now: Date): boolean =>
  expiresAt > now && idleExpiresAt > now;
