import type { UploadTarget } from '@switchboard/contracts';
import type { ZodType } from 'zod';
import { ApiError, toApiError } from './apiError';
import { noteReached } from './connection';

/** What every request to the API has. */
interface RequestBase {
  /** Below `/api`, with a leading slash. */
  path: string;
  /** Access token, for requests that need one. */
  token?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Milliseconds until the request is given up. */
  timeoutMs?: number | undefined;
}

export interface HttpRequest<Reply> extends RequestBase {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  reply: ZodType<Reply>;
  body?: unknown;
}

const DEFAULT_TIMEOUT_MS = 30_000;
/** For the bytes of a file, over a slow line. */
export const FILE_TIMEOUT_MS = 10 * 60_000;

/** What is in an answer; null where it says that there is nothing. */
async function readJson(response: Response): Promise<unknown> {
  if (response.status === 204) return null;
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

/** @throws {ApiError} when there was no answer. What the caller took back throws as the browser does. */
async function ask(request: RequestBase, accept: string, method: string, body?: unknown): Promise<Response> {
  const { path, token, signal, timeoutMs = DEFAULT_TIMEOUT_MS } = request;
  const headers = new Headers({ accept });
  if (body !== undefined) headers.set('content-type', 'application/json');
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(`/api${path}`, {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    noteReached(true);
    return response;
  } catch (cause) {
    if (signal?.aborted) throw cause;
    // One that was only slow says nothing of the others.
    if (!timeout.aborted) noteReached(false);
    throw new ApiError({ code: timeout.aborted ? 'unreachable' : 'offline', cause });
  }
}

function parsedReply<Reply>(reply: ZodType<Reply>, json: unknown, status: number): Reply {
  const parsed = reply.safeParse(json);
  if (!parsed.success) throw new ApiError({ code: 'unreachable', status, cause: parsed.error });
  return parsed.data;
}

/**
 * One request to the API through the web's own origin.
 *
 * @returns The reply, parsed by its schema.
 * @throws {ApiError} for every answer that is not that reply, and when there was no answer.
 */
export async function httpRequest<Reply>(request: HttpRequest<Reply>): Promise<Reply> {
  const response = await ask(request, 'application/json', request.method, request.body);
  const json = await readJson(response);
  if (!response.ok) throw toApiError(response.status, json, response.headers.get('retry-after'));
  return parsedReply(request.reply, json, response.status);
}

/**
 * The bytes of a file, with the type that the API gives them.
 *
 * @throws {ApiError} as {@link httpRequest}.
 */
export async function httpBlob(request: RequestBase): Promise<Blob> {
  const response = await ask({ timeoutMs: FILE_TIMEOUT_MS, ...request }, '*/*', 'GET');
  if (!response.ok) {
    throw toApiError(response.status, await readJson(response), response.headers.get('retry-after'));
  }
  try {
    return await response.blob();
  } catch (cause) {
    if (request.signal?.aborted) throw cause;
    throw new ApiError({ code: 'offline', cause });
  }
}

interface UploadRequest<Reply> extends Pick<RequestBase, 'signal' | 'timeoutMs'> {
  /** Where the bytes go, and what goes with them. */
  target: UploadTarget;
  file: Blob;
  reply: ZodType<Reply>;
  /** Called with the share that has left, from 0 to 1. */
  onProgress?: ((share: number) => void) | undefined;
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * Sends the bytes of a file as the body, past the web, with no cookie and no access token. With XMLHttpRequest, because fetch
 * does not say how far it has come.
 *
 * @throws {ApiError} as {@link httpRequest}.
 */
export function httpUpload<Reply>(request: UploadRequest<Reply>): Promise<Reply> {
  const { target, file, reply, signal, onProgress, timeoutMs = FILE_TIMEOUT_MS } = request;
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open(target.method, target.url);
    xhr.timeout = timeoutMs;
    xhr.setRequestHeader('accept', 'application/json');
    for (const [header, value] of Object.entries(target.headers)) xhr.setRequestHeader(header, value);
    xhr.upload.onprogress = ({ loaded, total, lengthComputable }) => {
      if (lengthComputable && total > 0) onProgress?.(loaded / total);
    };
    xhr.onload = () => {
      const json = parseJson(xhr.responseText);
      try {
        if (xhr.status < 200 || xhr.status > 299) {
          throw toApiError(xhr.status, json, xhr.getResponseHeader('retry-after'));
        }
        resolve(parsedReply(reply, json, xhr.status));
      } catch (error) {
        reject(error);
      }
    };
    xhr.onerror = () => reject(new ApiError({ code: 'offline' }));
    xhr.ontimeout = () => reject(new ApiError({ code: 'unreachable' }));
    xhr.onabort = () => reject(signal?.reason ?? new DOMException('Aborted', 'AbortError'));
    signal?.addEventListener('abort', () => xhr.abort(), { once: true });
    if (signal?.aborted) reject(signal.reason);
    else xhr.send(file);
  });
}
