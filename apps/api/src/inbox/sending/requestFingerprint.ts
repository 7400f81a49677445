import { createHash } from 'node:crypto';
import type { SendMessageRequest } from '@switchboard/contracts';

/** The same clientId may be repeated for the same content only. */
export type SubmittedRequest =
  | { conversationId: string; request: SendMessageRequest }
  | { conversationId: string; retryOf: string };

/** The order of keys does not matter. */
export function hashRequest(submitted: SubmittedRequest): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(submitted)), 'utf8')
    .digest('base64url')
    .slice(0, 22);
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, inner]) => [key, sorted(inner)]);
}
