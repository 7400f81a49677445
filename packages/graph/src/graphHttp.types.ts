import type { z } from 'zod';
import type { GraphFailureKind, GraphResult } from './graphFailure.js';
import type { DownloadedMedia, MessagingClient } from './messaging/messaging.types.js';
import type { GraphBody } from './requestBody.js';
import type { RetryPolicy } from './retryPolicy.js';

export interface GraphRequest<T> extends GraphBody {
  method: 'GET' | 'POST' | 'DELETE';
  /** Path after the version, with `{id}` where the id goes: `/{id}/phone_numbers`. */
  edge: string;
  id?: string;
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
  download(request: MediaRequest): Promise<GraphResult<DownloadedMedia>>;
}

export type MediaRequest = Parameters<MessagingClient['downloadMedia']>[0];

export interface FinishedCall<T> {
  result: GraphResult<T>;
  httpStatus?: number;
  fbtraceId?: string;
}
