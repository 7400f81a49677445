import { type AnswerOf, type Endpoint, isRaw, type RequestOf } from '@switchboard/contracts';
import type { Request, RequestHandler, Response, Router } from 'express';
import { AppError } from './errors.js';
import { sendReply } from './sendReply.js';

/** What a handler gets: the checked parts of the request, and both ends of it for headers, cookies and who asks. */
export interface Call<E extends Endpoint> extends RequestOf<E> {
  req: Request;
  res: Response;
}

/** Makes the answer. Nothing is given back where an endpoint is declared raw: its handler writes to `res` itself. */
export type Handle<E extends Endpoint> = (call: Call<E>) => Promise<AnswerOf<E>>;

/** For endpoints that say no more than that it worked. */
export const done = { success: true } as const;

/** @throws what the endpoint declares for an id of another form, or ZodError. */
function parseParams({ params, unknownId }: Endpoint, given: unknown): unknown {
  if (!params) return given;
  const parsed = params.safeParse(given);
  if (parsed.success) return parsed.data;
  throw unknownId ? new AppError(unknownId) : parsed.error;
}

function parseBody({ body, bodyIsOptional }: Endpoint, given: unknown): unknown {
  if (!body || isRaw(body)) return undefined;
  if (bodyIsOptional) return body.parse(given ?? {});
  // Who sends no body is told which fields it lacks.
  if (given === undefined) body.parse({});
  return body.parse(given);
}

/** @returns the status of an answer: the one that is declared, or the one the handler chose of several. */
function toStatus({ method, path, replies }: Endpoint, chosen: number): keyof typeof replies {
  const declared = Object.keys(replies).map(Number);
  const status = declared.length === 1 ? declared[0] : chosen;
  if (status === undefined || !declared.includes(status)) {
    throw new Error(`${method} ${path} answers ${status}, which it does not declare`);
  }
  return status as keyof typeof replies;
}

function send(endpoint: Endpoint, res: Response, reply: unknown): void {
  const status = toStatus(endpoint, res.statusCode);
  const declared = endpoint.replies[status];
  if (!declared || isRaw(declared)) return;
  res.status(status);
  if (status === 204) res.end();
  else if (endpoint.isHot) sendReply(res, declared, reply);
  else res.json(declared.parse(reply));
}

/**
 * Puts an endpoint on a router: first its guards, then query, body and path are checked in this order, then it is
 * answered.
 *
 * @param guards The guard of the endpoint's right comes first: nothing is read before it is known who may.
 */
export function mountEndpoint<const E extends Endpoint>(
  router: Router,
  endpoint: E,
  guards: readonly RequestHandler[],
  handle: Handle<NoInfer<E>>,
): void {
  const answer: RequestHandler = async (req, res) => {
    const query: unknown = endpoint.query?.parse(req.query);
    const body = parseBody(endpoint, req.body);
    const params = parseParams(endpoint, req.params);
    send(endpoint, res, await handle({ query, body, params, req, res } as Call<E>));
  };
  const method = endpoint.method.toLowerCase() as Lowercase<Endpoint['method']>;
  router[method](endpoint.path, ...guards, Object.assign(answer, { endpoint }));
}
