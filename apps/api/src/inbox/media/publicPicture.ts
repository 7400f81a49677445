import type { IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { Readable } from 'node:stream';
import { isListedHost } from '@switchboard/graph';
import { pictureHosts } from '../../platform/outbound.js';
import { pictureTimeoutMs } from '../lifetimes.js';
import { isPublicUrl, publicLookup } from './publicAddress.js';

/** WhatsApp's own limit for pictures. */
const maxBytes = 5 * 1024 * 1024;
/** Formats that browsers show and that cannot run. */
const pictureTypes = new Set(['image/jpeg', 'image/png', 'image/webp']);

export type FetchedPicture =
  | { kind: 'picture'; body: AsyncIterable<Buffer>; mimeType: string }
  | { kind: 'refused' }
  | { kind: 'failed' };

export type BeginRequest = (
  url: string,
  options: RequestOptions,
  onAnswer: (answer: IncomingMessage) => void,
) => ReturnType<typeof httpsRequest>;

/**
 * Fetches a picture from somebody else's server, which would learn from a browser who reads which chat. Only over
 * https, from listed hosts with public addresses, without redirects: the address came in a message.
 *
 * @returns a body that fails when it is too large or takes too long.
 */
export function fetchPublicPicture(url: string, begin: BeginRequest = httpsRequest): Promise<FetchedPicture> {
  if (!isPublicUrl(url) || !isListedHost(new URL(url).hostname, pictureHosts))
    return Promise.resolve({ kind: 'refused' });
  return new Promise((resolve) => {
    const request = begin(
      url,
      {
        agent: false,
        lookup: publicLookup(),
        signal: AbortSignal.timeout(pictureTimeoutMs),
        headers: { 'user-agent': 'Switchboard', accept: [...pictureTypes].join(', '), 'accept-encoding': 'identity' },
      },
      (answer) => resolve(judge(answer)),
    );
    request.once('error', () => resolve({ kind: 'failed' }));
    request.end();
  });
}

function judge(answer: IncomingMessage): FetchedPicture {
  const { statusCode = 0, headers } = answer;
  const mimeType = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  const isPlain = headers['content-encoding'] === undefined || headers['content-encoding'] === 'identity';
  const isFit = pictureTypes.has(mimeType) && isPlain && Number(headers['content-length'] ?? 0) <= maxBytes;
  if (statusCode === 200 && isFit) return { kind: 'picture', body: limited(answer), mimeType };
  answer.destroy();
  return { kind: statusCode === 200 ? 'refused' : 'failed' };
}

async function* limited(body: Readable): AsyncGenerator<Buffer> {
  let seen = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    seen += piece.length;
    if (seen > maxBytes) throw new Error(`the picture is larger than ${maxBytes} bytes`);
    yield piece;
  }
}
