import type { ZodType } from 'zod';
import { ApiError, errorOfReply } from './apiError';

export interface HttpRequest<Reply> {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/api`, with a leading slash. */
  path: string;
  reply: ZodType<Reply>;
  body?: unknown;
  /** Access token, for requests that need one. */
  token?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Milliseconds until the request is given up. */
  timeoutMs?: number | undefined;
}

const DEFAULT_TIMEOUT_MS = 30_000;

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

/**
 * One request to the API through the web's own origin.
 *
 * @returns The reply, parsed by its schema.
 * @throws {ApiError} for every answer that is not that reply, and when there was no answer.
 */
export async function httpRequest<Reply>(request: HttpRequest<Reply>): Promise<Reply> {
  const { method, path, reply, body, token, signal, timeoutMs = DEFAULT_TIMEOUT_MS } = request;
  const headers = new Headers({ accept: 'application/json' });
  if (body !== undefined) headers.set('content-type', 'application/json');
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  const timeout = AbortSignal.timeout(timeoutMs);
  let response: Response;
  try {
    response = await fetch(`/api${path}`, {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError({ code: timeout.aborted ? 'unreachable' : 'offline', cause });
  }
  const json = await readJson(response);
  if (!response.ok) throw errorOfReply(response.status, json, response.headers.get('retry-after'));
  const parsed = reply.safeParse(json);
  if (!parsed.success) throw new ApiError({ code: 'unreachable', status: response.status, cause: parsed.error });
  return parsed.data;
}
