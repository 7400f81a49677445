import type { IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { Readable } from 'node:stream';
import { isListedHost } from '@switchboard/graph';
import { seconds } from '../../platform/clock.js';
import { pictureHosts } from '../../platform/outbound.js';
import { isPublicUrl, publicLookup } from './publicAddress.js';

/** WhatsApp's own limit for pictures. */
const maxBytes = 5 * 1024 * 1024;
const timeoutMs = seconds(20);
/** What browsers show as a picture, and what cannot run in one. */
const pictureTypes = new Set(['image/jpeg', 'image/png', 'image/webp']);

export type FetchedPicture =
  | { kind: 'picture'; body: AsyncIterable<Buffer>; mimeType: string }
  /** It is too large, or no picture. */
  | { kind: 'refused' }
  /** There was no answer, or none that is one. */
  | { kind: 'failed' };

/** How a request is begun: Node's own for https, unless told. */
export type BeginRequest = (
  url: string,
  options: RequestOptions,
  onAnswer: (answer: IncomingMessage) => void,
) => ReturnType<typeof httpsRequest>;

/**
 * Fetches a picture that lies on somebody else's server, so that no browser of the team has to: it would tell that server
 * who reads which chat. Only over https, from the hosts on our list and their public addresses, and following nothing: the
 * address came in a message.
 *
 * @returns a body that ends with an error when it is larger than it may be, or takes too long.
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
        signal: AbortSignal.timeout(timeoutMs),
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
  // A redirect is not followed: it may lead anywhere.
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
