import type { ZodType } from 'zod';
import { asApiError } from './apiError';
import { type HttpRequest, httpRequest } from './http';
import { accessToken, renewSession } from './session';

type Options = Pick<HttpRequest<unknown>, 'signal' | 'timeoutMs'>;

/** A request as the person who is signed in. A token refused once is renewed once. */
async function authorised<Reply>(request: HttpRequest<Reply>): Promise<Reply> {
  try {
    return await httpRequest({ ...request, token: await accessToken() });
  } catch (thrown) {
    const { status, code } = asApiError(thrown);
    const tokenRefused = status === 401 && (code === 'not_signed_in' || code === 'session_ended');
    if (!tokenRefused) throw thrown;
    return await httpRequest({ ...request, token: await renewSession() });
  }
}

/** The API as the person who is signed in. Every call throws {@link ApiError} when it does not succeed. */
export const api = {
  get: <Reply>(path: string, reply: ZodType<Reply>, options: Options = {}) =>
    authorised({ method: 'GET', path, reply, ...options }),
  post: <Reply>(path: string, reply: ZodType<Reply>, body?: unknown, options: Options = {}) =>
    authorised({ method: 'POST', path, reply, body, ...options }),
  patch: <Reply>(path: string, reply: ZodType<Reply>, body: unknown, options: Options = {}) =>
    authorised({ method: 'PATCH', path, reply, body, ...options }),
  delete: <Reply>(path: string, reply: ZodType<Reply>, options: Options = {}) =>
    authorised({ method: 'DELETE', path, reply, ...options }),
};

/** The few endpoints for people who are not signed in. */
export const publicApi = {
  post: <Reply>(path: string, reply: ZodType<Reply>, body: unknown) =>
    httpRequest({ method: 'POST', path, reply, body }),
};
