import { createHash } from 'node:crypto';
import type { SendMessageRequest } from '@switchboard/contracts';

/** What a press of the button asked for. The same clientId may be used again for the same alone. */
export type Pressed =
  | { conversationId: string; request: SendMessageRequest }
  | { conversationId: string; retryOf: string };

/** A short text that is the same for the same request, in whatever order its keys came. */
export function pressHashOf(pressed: Pressed): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(pressed)), 'utf8')
    .digest('base64url')
    .slice(0, 22);
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, inner]) => [key, sorted(inner)]);
}
