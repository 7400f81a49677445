import { randomBytes } from 'node:crypto';

/** An id like Meta's: opaque, and with the characters that break a careless URL. */
export const newWamid = (): string => `wamid.HBg${randomBytes(33).toString('base64')}==`;
