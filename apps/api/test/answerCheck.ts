import { isDeepStrictEqual } from 'node:util';
import { type Endpoint, type ErrorReply, errorReply, isRaw } from '@switchboard/contracts';
import type { Express, Request, Response } from 'express';
import { statusOf } from '../src/platform/errorHandler.js';
import { listErrors } from '../src/reference/listErrors.js';

interface Handled {
  route?: { stack: { handle: { endpoint?: Endpoint } }[] };
}
const findEndpoint = (req: Request): Endpoint | undefined => (req as Handled).route?.stack.at(-1)?.handle.endpoint;

/** What is wrong with an answer that is not a success; null: it is one that its endpoint declares. */
function findRefusalProblem(endpoint: Endpoint, status: number, body: unknown): string | null {
  const parsed = errorReply.safeParse(body);
  if (!parsed.success) return 'is in no form of an error';
  const { code }: ErrorReply = parsed.data;
  if (statusOf[code] !== status) return `has the code ${code}, whose status is another`;
  return listErrors(endpoint).includes(code) ? null : `has the code ${code}, which is not declared`;
}

/**
 * What is wrong with an answer, by the declaration of its endpoint.
 *
 * @param body As JSON leaves it.
 */
export function findAnswerProblem(endpoint: Endpoint, status: number, body: unknown): string | null {
  const reply = endpoint.replies[status as keyof Endpoint['replies']];
  if (!reply) return findRefusalProblem(endpoint, status, body);
  if (isRaw(reply)) return 'is JSON, which is not declared';
  const parsed = reply.safeParse(body);
  if (!parsed.success) return `does not fit: ${parsed.error.message}`;
  return isDeepStrictEqual(parsed.data, body) ? null : 'has fields that are not declared';
}

/**
 * Holds every JSON answer of an app against its declaration, where it leaves.
 *
 * @returns what was wrong so far, each naming its endpoint.
 */
export function checkAnswers(app: Express): readonly string[] {
  const problems: string[] = [];
  const { json } = app.response;
  app.response.json = function checkedJson(this: Response, body?: unknown) {
    const endpoint = findEndpoint(this.req);
    const sent: unknown = body === undefined ? undefined : JSON.parse(JSON.stringify(body));
    const problem = endpoint && findAnswerProblem(endpoint, this.statusCode, sent);
    if (problem) problems.push(`${endpoint.method} ${endpoint.path} ${this.statusCode} ${problem}`);
    return json.call(this, body);
  };
  return problems;
}
