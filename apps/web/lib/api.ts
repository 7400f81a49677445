import type { Endpoint, ReplyOf } from '@switchboard/contracts';
import { asApiError } from './apiError';
import { type CallArgs, callWith, toRequest } from './callEndpoint';
import { type HttpRequest, httpBlob, httpRequest } from './http';
import { inItsShare } from './inItsShare';
import { accessToken, renewSession } from './session';

type Options = Pick<HttpRequest<unknown>, 'signal' | 'timeoutMs'>;

/** A request as the person who is signed in. A token refused once is renewed once. */
async function authorised<Reply>(request: (token: string) => Promise<Reply>): Promise<Reply> {
  try {
    return await request(await accessToken());
  } catch (thrown) {
    const { status, code } = asApiError(thrown);
    const tokenRefused = status === 401 && (code === 'not_signed_in' || code === 'session_ended');
    if (!tokenRefused) throw thrown;
    return await request(await renewSession());
  }
}

const json = <Reply>(request: HttpRequest<Reply>) => authorised((token) => httpRequest({ ...request, token }));

/** The API as the person who is signed in. Every call throws {@link ApiError} when it does not succeed. */
export const api = {
  /** Calls an endpoint by its declaration. What only reads waits for its share. */
  call: <E extends Endpoint>(endpoint: E, ...args: CallArgs<E>): Promise<ReplyOf<E>> => {
    const request = toRequest(endpoint, ...args);
    return request.method === 'GET' ? inItsShare(() => json(request), request.signal) : json(request);
  },
  /** The bytes of a file. */
  blob: (path: string, options: Options = {}) => authorised((token) => httpBlob({ path, token, ...options })),
};

/** The few endpoints for people who need not be signed in. */
export const publicApi = {
  call: <E extends Endpoint>(endpoint: E, ...args: CallArgs<E>) => callWith(undefined, endpoint, ...args),
};

/** The access token of whoever is signed in, for endpoints that anybody may ask. Undefined when nobody is. */
export async function tokenIfSignedIn(): Promise<string | undefined> {
  try {
    return await accessToken();
  } catch {
    return undefined;
  }
}
