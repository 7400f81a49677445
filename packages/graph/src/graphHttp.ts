import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { type AxiosResponse } from 'axios';
import pRetry from 'p-retry';
import type { z } from 'zod';
import { toConnectionFailure } from './connectionFailure.js';
import type { GraphClientOptions } from './graphClient.types.js';
import type { GraphFailure, GraphResult } from './graphFailure.js';
import { readAnswer } from './readAnswer.js';
import { isWorthRetrying, type RetryPolicy } from './retryPolicy.js';
import { appSecretProof, createScrubber, type Scrub } from './secrets.js';
import { parseUsage } from './usage.js';

/** One call, in the terms of the Graph API. */
export interface GraphRequest<T> {
  method: 'GET' | 'POST' | 'DELETE';
  /** Path after the version, with `{id}` where the id goes: `/{id}/phone_numbers`. */
  edge: string;
  id?: string;
  /** Sent in the Authorization header, with its `appsecret_proof`. */
  token?: string;
  query?: Record<string, string>;
  form?: Record<string, string>;
  /** What the call carries besides the token that must not be seen in any failure. */
  secrets?: readonly string[];
  answer: z.ZodType<T>;
  retry: RetryPolicy;
}

export interface GraphHttp {
  /** A point in time `totalTimeoutMs` from now, on the monotonic clock: for methods that make several calls. */
  startDeadline(): number;
  /** Makes the call, with retries. No try outlives the deadline, which starts with the call unless one is given. */
  call<T>(request: GraphRequest<T>, deadline?: number): Promise<GraphResult<T>>;
}

/** 100 phone numbers are about 60 kB; everything else is smaller. */
const maxAnswerBytes = 2 * 1024 * 1024;
/** A try with less time than this would only turn a clear refusal into an unclear time-out. */
const shortestUsefulTryMs = 300;

interface FinishedCall<T> {
  result: GraphResult<T>;
  /** Absent when there was no answer. */
  httpStatus?: number;
  fbtraceId?: string;
}

/** Carries a failure through p-retry, which speaks in errors. Never leaves this file. */
class FailedTry extends Error {
  constructor(readonly failure: GraphFailure) {
    super(failure.kind);
  }
}

/** The one place that speaks HTTP with the Graph API: addresses, credentials, time-outs, retries, hooks. */
export function createGraphHttp(options: GraphClientOptions): GraphHttp {
  const { timeoutMs = 10_000, totalTimeoutMs = 30_000, retries = 2, retryDelayMs = 250 } = options;
  const http = axios.create({
    baseURL: `${options.baseUrl.replace(/\/+$/, '')}/${options.version}`,
    headers: { Accept: 'application/json' },
    maxRedirects: 0,
    maxContentLength: maxAnswerBytes,
    // Status and text are judged by readAnswer, which tells HTML, broken JSON and Meta's errors apart.
    validateStatus: () => true,
    responseType: 'text',
    transformResponse: (text: unknown) => text,
  });
  const reusedConnections = {
    httpAgent: new HttpAgent({ keepAlive: true }),
    httpsAgent: new HttpsAgent({ keepAlive: true }),
  };
  // The other side may close an idle connection in the moment it is used again. For a call that must not be repeated
  // that would be a lost login, hence a new connection each time.
  const freshConnections = {
    httpAgent: new HttpAgent({ keepAlive: false }),
    httpsAgent: new HttpsAgent({ keepAlive: false }),
  };

  const send = <T>(request: GraphRequest<T>, signal: AbortSignal): Promise<AxiosResponse<string>> =>
    http.request({
      method: request.method,
      url: request.edge.replace('{id}', request.id ?? ''),
      params: {
        ...request.query,
        ...(request.token !== undefined && { appsecret_proof: appSecretProof(options.appSecret, request.token) }),
      },
      data: request.form && new URLSearchParams(request.form),
      headers: request.token === undefined ? {} : { Authorization: `Bearer ${request.token}` },
      signal,
      ...(request.retry === 'once' ? freshConnections : reusedConnections),
    });

  async function sendAndRead<T>(request: GraphRequest<T>, timeLeftMs: number): Promise<FinishedCall<T>> {
    const signal = AbortSignal.timeout(Math.ceil(Math.min(timeoutMs, timeLeftMs)));
    let response: AxiosResponse<string>;
    try {
      response = await send(request, signal);
    } catch (error) {
      return { result: { ok: false, failure: toConnectionFailure(error, signal.aborted) } };
    }
    reportHeaders(response.headers);
    const httpStatus = response.status;
    const fbtraceId = textHeader(response.headers, 'x-fb-trace-id');
    const result = readAnswer({ httpStatus, body: response.data, fbtraceId }, request.answer);
    return { result, httpStatus, fbtraceId };
  }

  async function tryOnce<T>(request: GraphRequest<T>, attempt: number, deadline: number): Promise<GraphResult<T>> {
    const startedAt = performance.now();
    if (startedAt >= deadline) return { ok: false, failure: toConnectionFailure(undefined, true) };
    const finished = await sendAndRead(request, deadline - startedAt);
    const scrub = scrubberFor(request);
    const result = scrubResult(finished.result, scrub);
    notify(options.onCall, {
      method: request.method,
      edge: request.edge,
      durationMs: Math.round(performance.now() - startedAt),
      attempt,
      result: result.ok ? 'ok' : result.failure.kind,
      httpStatus: finished.httpStatus,
      fbtraceId: result.ok ? finished.fbtraceId && scrub(finished.fbtraceId) : result.failure.fbtraceId,
    });
    return result;
  }

  function scrubberFor<T>({ token, secrets = [] }: GraphRequest<T>): Scrub {
    const ofToken = token === undefined ? [] : [token, appSecretProof(options.appSecret, token)];
    return createScrubber([options.appSecret, ...ofToken, ...secrets]);
  }

  function reportHeaders(headers: AxiosResponse['headers']): void {
    for (const usage of parseUsage(headers)) notify(options.onUsage, usage);
    const answered = textHeader(headers, 'facebook-api-version');
    if (answered !== undefined && answered !== options.version) {
      notify(options.onVersionMismatch, { asked: options.version, answered });
    }
  }

  const startDeadline = () => performance.now() + totalTimeoutMs;

  async function call<T>(request: GraphRequest<T>, deadline = startDeadline()): Promise<GraphResult<T>> {
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

  return { startDeadline, call };
}

/** Catches what would reach another edge or break the header, before anything is sent. */
function refuseUnsendable<T>({ id, token }: GraphRequest<T>): GraphFailure | undefined {
  if (id !== undefined && !/^\d{1,64}$/.test(id)) {
    return {
      kind: 'not_found',
      turn: 'business',
      retry: 'no',
      outcome: 'refused',
      message: 'An id of Meta has digits only. Nothing was sent.',
    };
  }
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    return {
      kind: 'token_invalid',
      turn: 'business',
      retry: 'no',
      outcome: 'refused',
      message: 'The token is empty or has characters that no token has. Nothing was sent.',
    };
  }
  return undefined;
}

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

function textHeader(headers: AxiosResponse['headers'], name: string): string | undefined {
  const value: unknown = headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** A hook is for watching: whatever goes wrong in it must not cost a business its login. */
function notify<E>(hook: ((event: E) => void) | undefined, event: E): void {
  try {
    hook?.(event);
  } catch {
    // The owner of the hook is the one who can report this.
  }
}
