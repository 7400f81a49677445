import type { AxiosResponse } from 'axios';
import type { GraphCall, GraphClientOptions } from './graphClient.types.js';
import type { GraphFailure, GraphResult } from './graphFailure.js';
import type { FinishedCall } from './graphHttp.types.js';
import { appSecretProof, createScrubber, type Scrub } from './secrets.js';
import { textHeader } from './transport.js';
import { parseUsage } from './usage.js';

type ReportOptions = Pick<GraphClientOptions, 'appSecret' | 'version' | 'onCall' | 'onUsage' | 'onVersionMismatch'>;
type CallFacts = Pick<GraphCall, 'method' | 'edge' | 'durationMs' | 'attempt' | 'isExpected'>;
interface Carried {
  token?: string;
  secrets?: readonly string[];
}

/** Says to the client's owner what was called and what came back, without secrets. */
export function createCallReport({ appSecret, version, onCall, onUsage, onVersionMismatch }: ReportOptions) {
  return {
    call<T>(finished: FinishedCall<T>, carried: Carried, facts: CallFacts): GraphResult<T> {
      const scrub = scrubberFor(appSecret, carried);
      const result = scrubResult(finished.result, scrub);
      notify(onCall, {
        ...facts,
        result: result.ok ? 'ok' : result.failure.kind,
        httpStatus: finished.httpStatus,
        fbtraceId: result.ok ? finished.fbtraceId && scrub(finished.fbtraceId) : result.failure.fbtraceId,
        ...(result.ok ? {} : toError(result.failure)),
      });
      return result;
    },

    headers(headers: AxiosResponse['headers']): void {
      for (const usage of parseUsage(headers)) notify(onUsage, usage);
      const answered = textHeader(headers, 'facebook-api-version');
      if (answered !== undefined && answered !== version) notify(onVersionMismatch, { asked: version, answered });
    },
  };
}
export type CallReport = ReturnType<typeof createCallReport>;

function scrubberFor(appSecret: string, { token, secrets = [] }: Carried): Scrub {
  const ofToken = token === undefined ? [] : [token, appSecretProof(appSecret, token)];
  return createScrubber([appSecret, ...ofToken, ...secrets]);
}

const toError = ({ code, subcode, message }: GraphFailure) => ({ code, subcode, message });

/** Every text of a failure comes from the other side, which may quote what it was sent. */
function scrubResult<T>(result: GraphResult<T>, scrub: Scrub): GraphResult<T> {
  if (result.ok) return result;
  const { failure } = result;
  return {
    ok: false,
    failure: {
      ...failure,
      message: scrub(failure.message),
      details: failure.details && scrub(failure.details),
      fbtraceId: failure.fbtraceId && scrub(failure.fbtraceId),
    },
  };
}

/** A hook is for watching: whatever goes wrong in it must not cost a business its login. */
function notify<E>(hook: ((event: E) => void) | undefined, event: E): void {
  try {
    hook?.(event);
  } catch {}
}
