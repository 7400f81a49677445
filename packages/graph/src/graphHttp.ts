import type { AxiosResponse } from 'axios';
import pRetry from 'p-retry';
import { createCallReport } from './callReport.js';
import { toConnectionFailure } from './connectionFailure.js';
import type { GraphClientOptions } from './graphClient.types.js';
import type { GraphFailure, GraphResult } from './graphFailure.js';
import type { FinishedCall, GraphHttp, GraphRequest } from './graphHttp.types.js';
import { fetchMedia } from './messaging/fetchMedia.js';
import { readAnswer } from './readAnswer.js';
import { isWorthRetrying } from './retryPolicy.js';
import { createGraphTransport, textHeader } from './transport.js';
import { refuseUnsendable } from './unsendable.js';

/** A try with less time than this would only turn a clear refusal into an unclear time-out. */
const shortestUsefulTryMs = 300;

/** Carries a failure through p-retry, which speaks in errors. Never leaves this file. */
class FailedTry extends Error {
  constructor(readonly failure: GraphFailure) {
    super(failure.kind);
  }
}

/** Calls of the Graph API as values: deadlines, retries, and what came back. */
export function createGraphHttp(options: GraphClientOptions): GraphHttp {
  const { timeoutMs = 10_000, totalTimeoutMs = 30_000, retries = 2, retryDelayMs = 250 } = options;
  const transport = createGraphTransport(options);
  const report = createCallReport(options);

  async function sendAndRead<T>(request: GraphRequest<T>, timeLeftMs: number): Promise<FinishedCall<T>> {
    const signal = AbortSignal.timeout(Math.ceil(Math.min(request.timeoutMs ?? timeoutMs, timeLeftMs)));
    let response: AxiosResponse<string>;
    try {
      response = await transport.send(request, signal);
    } catch (error) {
      return { result: { ok: false, failure: toConnectionFailure(error, signal.aborted) } };
    }
    report.headers(response.headers);
    const httpStatus = response.status;
    const fbtraceId = textHeader(response.headers, 'x-fb-trace-id');
    const result = readAnswer({ httpStatus, body: response.data, fbtraceId }, request.answer);
    return { result, httpStatus, fbtraceId };
  }

  async function tryOnce<T>(request: GraphRequest<T>, attempt: number, deadline: number): Promise<GraphResult<T>> {
    const startedAt = performance.now();
    if (startedAt >= deadline) return { ok: false, failure: toConnectionFailure(undefined, true) };
    const finished = await sendAndRead(request, deadline - startedAt);
    return report.call(finished, request, {
      method: request.method,
      edge: request.edge,
      durationMs: Math.round(performance.now() - startedAt),
      attempt,
      ...(!finished.result.ok && request.expected?.includes(finished.result.failure.kind) && { isExpected: true }),
    });
  }

  const startDeadline = (afterMs = totalTimeoutMs) => performance.now() + afterMs;

  async function call<T>(
    request: GraphRequest<T>,
    deadline = startDeadline(request.timeoutMs),
  ): Promise<GraphResult<T>> {
    const refusal = refuseUnsendable(request);
    if (refusal) return { ok: false, failure: refusal };
    const attempt = async (attemptNumber: number): Promise<GraphResult<T>> => {
      const result = await tryOnce(request, attemptNumber, deadline);
      if (!result.ok) throw new FailedTry(result.failure);
      return result;
    };
    try {
      return await pRetry(attempt, {
        retries,
        minTimeout: retryDelayMs,
        factor: 2,
        randomize: true,
        shouldRetry: ({ error, retriesConsumed }) => {
          const longestWaitMs = 2 * retryDelayMs * 2 ** retriesConsumed;
          const isTimeLeft = performance.now() + longestWaitMs + shortestUsefulTryMs <= deadline;
          return isTimeLeft && error instanceof FailedTry && isWorthRetrying(error.failure, request.retry);
        },
      });
    } catch (error) {
      if (error instanceof FailedTry) return { ok: false, failure: error.failure };
      throw error;
    }
  }

  return {
    startDeadline,
    call,
    download: (request) => fetchMedia(transport, report, request, new URL(options.baseUrl).origin),
  };
}
