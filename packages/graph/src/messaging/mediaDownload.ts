import { finished, type Readable, Transform } from 'node:stream';
import { toConnectionFailure } from '../connectionFailure.js';
import type { GraphFailure } from '../graphFailure.js';
import { readJson } from '../readJson.js';
import { toGraphFailure } from '../toGraphFailure.js';
import { unexpectedAnswer } from '../unexpectedAnswer.js';

/** Meta's error answers are far smaller. */
const maxErrorBytes = 64 * 1024;

/** Ends the body of a download that was cut off after it began. */
export class MediaDownloadError extends Error {
  override readonly name = 'MediaDownloadError';
  constructor(readonly failure: GraphFailure) {
    super(failure.message);
  }
}

export interface MediaAnswer {
  httpStatus: number;
  contentEncoding?: string;
  contentLength?: number;
  body: Readable;
}

/** Why an answer is not the file. `undefined`: it is, and may be read. A refused body is ended. */
export async function refuseMediaAnswer(
  answer: MediaAnswer,
  maxBytes: number,
  signal: AbortSignal,
): Promise<GraphFailure | undefined> {
  if (answer.httpStatus >= 400) return readMediaError(answer, signal);
  const refusal = refuseMediaHead(answer, maxBytes);
  if (refusal) answer.body.destroy();
  return refusal;
}

function refuseMediaHead(
  { httpStatus, contentEncoding, contentLength }: MediaAnswer,
  maxBytes: number,
): GraphFailure | undefined {
  if (httpStatus >= 300) {
    return unexpectedAnswer(`HTTP ${httpStatus}: a redirect, which is not followed.`, { httpStatus }).failure;
  }
  if (httpStatus !== 200) return unexpectedAnswer(`HTTP ${httpStatus} in place of a file.`, { httpStatus }).failure;
  // It was asked for as it is: what is packed may be a thousand times as large as what was announced.
  if (contentEncoding !== undefined && contentEncoding !== 'identity') {
    return unexpectedAnswer('The file is packed, although that was not asked for.', { httpStatus }).failure;
  }
  if (contentLength !== undefined && contentLength > maxBytes) return { ...tooLarge(maxBytes), httpStatus };
  return undefined;
}

async function readMediaError({ httpStatus, body }: MediaAnswer, signal: AbortSignal): Promise<GraphFailure> {
  if (httpStatus === 404 || httpStatus === 410) {
    body.destroy();
    return {
      kind: 'not_found',
      turn: 'switchboard',
      retry: 'no',
      outcome: 'refused',
      message: 'The address is no longer good; ask for a new one.',
      httpStatus,
    };
  }
  const text = await readText(limitMediaBody(body, maxErrorBytes, signal));
  return toGraphFailure(readJson(text), { httpStatus });
}

async function readText(body: Readable): Promise<string> {
  try {
    const chunks: Buffer[] = await body.toArray();
    return Buffer.concat(chunks).toString('utf8');
  } catch {
    // The status tells enough.
    return '';
  }
}

/**
 * Passes a body on, up to `maxBytes` and until the signal is given. Every way to end before its end is a
 * {@link MediaDownloadError}; a reader that stops early stops the other side too.
 */
export function limitMediaBody(source: Readable, maxBytes: number, signal: AbortSignal): Readable {
  let seen = 0;
  const limited = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      done(seen > maxBytes ? new MediaDownloadError(tooLarge(maxBytes)) : null, chunk);
    },
  });
  // An error before the reader has come must not end the process. The stream keeps it, so the reader still meets it.
  limited.on('error', () => undefined);
  finished(source, (error) => {
    if (error) limited.destroy(new MediaDownloadError(toConnectionFailure(error, signal.aborted)));
  });
  limited.once('close', () => source.destroy());
  return source.pipe(limited);
}

const tooLarge = (maxBytes: number): GraphFailure => ({
  kind: 'media_rejected',
  turn: 'business',
  retry: 'no',
  outcome: 'refused',
  message: `The file is larger than the ${maxBytes} bytes that are allowed.`,
});
