import { type CallOf, type Endpoint, isRaw, type ReplyOf } from '@switchboard/contracts';
import { type ZodType, z } from 'zod';
import { type HttpRequest, httpRequest } from './http';

export type CallOptions = Pick<HttpRequest<unknown>, 'signal' | 'timeoutMs'>;

/** What is said to an endpoint, as far as it takes anything, and how long its answer is waited for. */
export type CallArgs<E extends Endpoint> =
  object extends CallOf<E> ? [call?: CallOf<E>, options?: CallOptions] : [call: CallOf<E>, options?: CallOptions];

interface Said {
  params?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
}

/** The address of a call below `/api`: parts of the path filled in, and what the query says. */
export function toPath(endpoint: Endpoint, { params = {}, query = {} }: Said = {}): string {
  const path = endpoint.path
    .replace(/^\/api/, '')
    .replace(/:(\w+)/g, (_part, name: string) => encodeURIComponent(params[name] ?? ''));
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

/** The form of every JSON answer that the endpoint declares. */
function getReplySchema<E extends Endpoint>({ replies }: E): ZodType<ReplyOf<E>> {
  const schemas = Object.values(replies).flatMap((reply) => (reply === undefined || isRaw(reply) ? [] : [reply]));
  return (schemas.length === 1 ? schemas[0] : z.union(schemas)) as ZodType<ReplyOf<E>>;
}

/** A call as a request, for {@link httpRequest}. */
export function toRequest<E extends Endpoint>(endpoint: E, ...[call, options]: CallArgs<E>): HttpRequest<ReplyOf<E>> {
  const said = (call ?? {}) as Said;
  return {
    method: endpoint.method,
    path: toPath(endpoint, said),
    reply: getReplySchema(endpoint),
    body: said.body,
    ...options,
  };
}

/**
 * Calls an endpoint with a token that is no session's, or with none.
 *
 * @throws {ApiError} when it does not succeed.
 */
export const callWith = <E extends Endpoint>(token: string | undefined, endpoint: E, ...args: CallArgs<E>) =>
  httpRequest({ ...toRequest(endpoint, ...args), token });
