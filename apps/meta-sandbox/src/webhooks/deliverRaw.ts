import type { SandboxState } from '../state/sandboxState.js';
import type { PostResult } from './poster.js';
import { signedHeaders, unsignedHeaders } from './sender.js';
import { otherAppSecret, serializeLikeMeta } from './wire.js';

export const rawSignatures = ['good', 'wrong', 'other_app', 'missing', 'malformed', 'sha1_only'] as const;
export type RawSignature = (typeof rawSignatures)[number];

export interface RawOptions {
  signature?: RawSignature | undefined;
  headers?: Record<string, string> | undefined;
  url?: string | undefined;
}

function headersFor(bytes: Buffer, signature: RawSignature, secret: string): Record<string, string> {
  const good = signedHeaders(bytes, secret);
  switch (signature) {
    case 'good':
      return good;
    case 'wrong':
      return signedHeaders(Buffer.concat([bytes, Buffer.from(' ')]), secret);
    case 'other_app':
      return signedHeaders(bytes, otherAppSecret);
    case 'missing':
      return { ...unsignedHeaders };
    case 'malformed':
      return { ...unsignedHeaders, 'x-hub-signature-256': 'sha256=not-hex' };
    case 'sha1_only':
      return { ...unsignedHeaders, 'x-hub-signature': good['x-hub-signature'] ?? '' };
  }
}

/**
 * One POST to the webhook address, now and never again, whatever is subscribed. An object is written the way Meta does;
 * a text and bytes go as they are. Rejects when no answer came.
 */
export async function deliverRaw(
  state: SandboxState,
  body: string | Uint8Array | object,
  options: RawOptions = {},
): Promise<{ status: number }> {
  const { signature = 'good', headers = {}, url = state.webhooks.target?.url } = options;
  if (url === undefined) throw new Error('No webhook address is set: call setWebhookTarget first');
  const bytes = toBytes(body);
  const signed = { ...headersFor(bytes, signature, state.app.secret), ...headers };
  const result: PostResult = await state.webhooks.sender.poster.post(url, bytes, signed);
  if (result.status === null) throw new Error(`The receiver did not answer: ${result.error}`);
  return { status: result.status };
}

function toBytes(body: string | Uint8Array | object): Buffer {
  if (typeof body === 'string') return Buffer.from(body);
  return body instanceof Uint8Array ? Buffer.from(body) : serializeLikeMeta(body);
}
