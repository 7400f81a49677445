import type { IncomingMessage } from 'node:http';
import axios, { type AxiosResponse } from 'axios';
import pRetry from 'p-retry';
import type { z } from 'zod';
import { toConnectionFailure } from './connectionFailure.js';
import { createConnections } from './connections.js';
import type { GraphCall, GraphClientOptions } from './graphClient.types.js';
import type { GraphFailure, GraphFailureKind, GraphResult } from './graphFailure.js';
import { readMediaAddress } from './messaging/mediaAddress.js';
import { limitMediaBody, refuseMediaAnswer } from './messaging/mediaDownload.js';
import type { DownloadedMedia, MessagingClient } from './messaging/messaging.types.js';
import { readAnswer } from './readAnswer.js';
import { type GraphBody, toRequestBody } from './requestBody.js';
import { isWorthRetrying, type RetryPolicy } from './retryPolicy.js';
import { appSecretProof, createScrubber, type Scrub } from './secrets.js';
import { refuseUnsendable } from './unsendable.js';
import { parseUsage } from './usage.js';
import { userAgent } from './userAgent.js';

/** One call, in the terms of the Graph API. */
export interface GraphRequest<T> extends GraphBody {
  method: 'GET' | 'POST' | 'DELETE';
  /** Path after the version, with `{id}` where the id goes: `/{id}/phone_numbers`. */
  edge: string;
  id?: string;
  /** Sent in the Authorization header, with its `appsecret_proof`. */
  token?: string;
  query?: Record<string, string>;
  /** What the call carries besides the token that must not be seen in any failure. */
  secrets?: readonly string[];
  answer: z.ZodType<T>;
  retry: RetryPolicy;
  /** Refusals that the call is made for: they are reported as expected, and are failures to the caller as any other. */
  expected?: readonly GraphFailureKind[];
  /** For a call that takes longer than the others: in place of both of the client's time-outs, milliseconds. */
  timeoutMs?: number;
}

export interface GraphHttp {
  /** A point in time `totalTimeoutMs` from now, on the monotonic clock: for methods that make several calls. */
  startDeadline(): number;
  /** Makes the call, with retries. No try outlives the deadline, which starts with the call unless one is given. */
  call<T>(request: GraphRequest<T>, deadline?: number): Promise<GraphResult<T>>;
  /** Fetches a file, once, from a place of Meta's. The time is for everything, down to the last byte. */
  download(request: MediaRequest): Promise<GraphResult<DownloadedMedia>>;
}

/** A file of Meta's, by the address that Meta gave. */
export type MediaRequest = Parameters<MessagingClient['downloadMedia']>[0];

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
    headers: { Accept: 'application/json', 'User-Agent': userAgent },
    maxRedirects: 0,
    maxContentLength: maxAnswerBytes,
    // Status and text are judged by readAnswer, which tells HTML, broken JSON and Meta's errors apart.
    validateStatus: () => true,
    responseType: 'text',
    transformResponse: (text: unknown) => text,
  });
  const connections = createConnections();

  const send = <T>(request: GraphRequest<T>, signal: AbortSignal): Promise<AxiosResponse<string>> =>
    http.request({
      method: request.method,
      url: request.edge.replace('{id}', request.id ?? ''),
      params: {
        ...request.query,
        ...(request.token !== undefined && { appsecret_proof: appSecretProof(options.appSecret, request.token) }),
      },
      data: toRequestBody(request),
      headers: request.token === undefined ? {} : { Authorization: `Bearer ${request.token}` },
      signal,
      ...connections[request.retry],
    });

  async function sendAndRead<T>(request: GraphRequest<T>, timeLeftMs: number): Promise<FinishedCall<T>> {
    const signal = AbortSignal.timeout(Math.ceil(Math.min(request.timeoutMs ?? timeoutMs, timeLeftMs)));
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
    return scrubAndReport(finished, scrubberFor(request), {
      method: request.method,
      edge: request.edge,
      durationMs: Math.round(performance.now() - startedAt),
      attempt,
      ...(!finished.result.ok && request.expected?.includes(finished.result.failure.kind) && { isExpected: true }),
    });
  }

  function scrubAndReport<T>(
    finished: FinishedCall<T>,
    scrub: Scrub,
    about: Pick<GraphCall, 'method' | 'edge' | 'durationMs' | 'attempt' | 'isExpected'>,
  ): GraphResult<T> {
    const result = scrubResult(finished.result, scrub);
    notify(options.onCall, {
      ...about,
      result: result.ok ? 'ok' : result.failure.kind,
      httpStatus: finished.httpStatus,
      fbtraceId: result.ok ? finished.fbtraceId && scrub(finished.fbtraceId) : result.failure.fbtraceId,
      ...(result.ok ? {} : errorOf(result.failure)),
    });
    return result;
  }

  function scrubberFor({ token, secrets = [] }: { token?: string; secrets?: readonly string[] }): Scrub {
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

  const openMedia = (address: URL, token: string, signal: AbortSignal): Promise<AxiosResponse<IncomingMessage>> =>
    axios.get(address.href, {
      headers: { Authorization: `Bearer ${token}`, 'Accept-Encoding': 'identity', 'User-Agent': userAgent },
      maxRedirects: 0,
      decompress: false,
      responseType: 'stream',
      validateStatus: () => true,
      signal,
      ...connections.repeatable,
    });

  async function readMedia(
    address: URL,
    { token, maxBytes, timeoutMs: mediaTimeoutMs }: MediaRequest,
  ): Promise<FinishedCall<DownloadedMedia>> {
    const ending = new AbortController();
    const timer = setTimeout(() => ending.abort(), mediaTimeoutMs);
    let response: AxiosResponse<IncomingMessage>;
    try {
      response = await openMedia(address, token, ending.signal);
    } catch (error) {
      clearTimeout(timer);
      return { result: { ok: false, failure: toConnectionFailure(error, ending.signal.aborted) } };
    }
    const { status: httpStatus, headers, data } = response;
    data.once('close', () => clearTimeout(timer));
    const size = sizeHeader(headers);
    const contentEncoding = textHeader(headers, 'content-encoding');
    const answer = { httpStatus, contentEncoding, contentLength: size, body: data };
    const failure = await refuseMediaAnswer(answer, maxBytes, ending.signal);
    if (failure) return { result: { ok: false, failure }, httpStatus };
    const body = limitMediaBody(data, maxBytes, ending.signal);
    return { result: { ok: true, value: { body, mimeType: textHeader(headers, 'content-type'), size } }, httpStatus };
  }

  async function download(request: MediaRequest): Promise<GraphResult<DownloadedMedia>> {
    const refusal = refuseUnsendable({ token: request.token });
    if (refusal) return { ok: false, failure: refusal };
    const address = readMediaAddress(request.url, new URL(options.baseUrl).origin);
    if (address === undefined) return { ok: false, failure: notAnAddressOfMeta };
    const startedAt = performance.now();
    const finished = await readMedia(address, request);
    return scrubAndReport(finished, scrubberFor(request), {
      method: 'GET',
      edge: '/{media}',
      durationMs: Math.round(performance.now() - startedAt),
      attempt: 1,
    });
  }

  return { startDeadline, call, download };
}

const errorOf = ({ code, subcode, message }: GraphFailure) => ({ code, subcode, message });

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

const notAnAddressOfMeta: GraphFailure = {
  kind: 'invalid_request',
  turn: 'switchboard',
  retry: 'no',
  outcome: 'refused',
  message: 'The address is not one of Meta for files. Nothing was sent.',
};

function sizeHeader(headers: AxiosResponse['headers']): number | undefined {
  const value = textHeader(headers, 'content-length');
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
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
