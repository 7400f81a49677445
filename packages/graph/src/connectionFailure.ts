import { isAxiosError } from 'axios';
import type { GraphFailure } from './graphFailure.js';

const neverConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
const brokenConnection = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'EPROTO', 'ERR_SOCKET_CLOSED']);
const untrustedCertificate = /^(CERT_|ERR_TLS_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_SSL_)/;
const malformedAnswer = /^(HPE_|Z_|ERR_.*_DECODE)/;

/**
 * Turns what the HTTP client threw into a failure. Only error codes are passed on: messages of the HTTP client may
 * quote addresses and headers, and with them tokens.
 */
export function toConnectionFailure(error: unknown, timedOut: boolean): GraphFailure {
  const code = errorCode(error);
  if (timedOut || code === 'ETIMEDOUT') {
    return {
      kind: 'timed_out',
      turn: 'meta',
      retry: 'backoff',
      outcome: 'unknown',
      message: 'Meta did not answer in time.',
    };
  }
  if (code !== undefined && neverConnected.has(code)) {
    return {
      kind: 'meta_unreachable',
      turn: 'operator',
      retry: 'backoff',
      outcome: 'refused',
      message: `No connection to Meta (${code}).`,
    };
  }
  if (code !== undefined && untrustedCertificate.test(code)) {
    return {
      kind: 'meta_unreachable',
      turn: 'operator',
      retry: 'later',
      outcome: 'refused',
      message: `The certificate of the other side is not trusted (${code}).`,
    };
  }
  if (isOversizedAnswer(error) || (code !== undefined && malformedAnswer.test(code))) {
    return {
      kind: 'unexpected_answer',
      turn: 'operator',
      retry: 'few',
      outcome: 'unknown',
      message: isOversizedAnswer(error)
        ? 'The answer is larger than any of Meta.'
        : `The answer is malformed (${code}).`,
    };
  }
  if ((code !== undefined && brokenConnection.has(code)) || isTruncatedAnswer(error)) {
    return {
      kind: 'meta_unreachable',
      turn: 'operator',
      retry: 'backoff',
      outcome: 'unknown',
      message: `The connection to Meta broke (${code ?? 'no code'}).`,
    };
  }
  return {
    kind: 'unknown',
    turn: 'switchboard',
    retry: 'no',
    outcome: 'unknown',
    message: `The call could not be made (${code ?? 'no code'}).`,
  };
}

function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

// axios has one code for both of these and for a bad status; its wording is all there is to tell them apart.
const isOversizedAnswer = (error: unknown) => isAxiosError(error) && error.message.startsWith('maxContentLength');
const isTruncatedAnswer = (error: unknown) => isAxiosError(error) && error.message === 'stream has been aborted';
