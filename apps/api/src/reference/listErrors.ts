import type { Endpoint, ErrorCode } from '@switchboard/contracts';
import { type Actor, beforeSecondFactor, policy, type Right, toRefusal } from '../accounts/policy.js';

/** Whether a name is a right of the table. */
export const isRight = (name: string): name is Right => name in policy;

/** The operator's endpoints are in a document of their own: to everybody else there is nothing there. */
export const isOperators = ({ right }: Endpoint): boolean => isRight(right) && 'operator' in policy[right];

/** What a guard of a right may answer. */
function listErrorsOfRight(right: string): ErrorCode[] {
  if (!isRight(right)) return [];
  const actors: Partial<Record<Actor, unknown>> = policy[right];
  if (actors.operator || actors.monitoring) return ['not_found'];
  if (!actors.owner) return [];
  return [
    'not_signed_in',
    'session_ended',
    ...(beforeSecondFactor.has(right) ? [] : (['second_factor_needed'] as const)),
    ...(actors.support === 'yes' ? [] : [toRefusal(right).code]),
  ];
}

/** Every code that an endpoint may be answered with: its own, and those of its kind. */
export function listErrors(endpoint: Endpoint): ErrorCode[] {
  const { method, right, params, query, sameSiteOnly, unknownId, errors = [] } = endpoint;
  const isRead = method === 'GET';
  const isLimited = endpoint.limits !== undefined || endpoint.readUnits !== undefined;
  const isMembers = isRight(right) && 'owner' in policy[right];
  const common: ErrorCode[] = [
    ...listErrorsOfRight(right),
    ...(sameSiteOnly ? (['cross_site_request'] as const) : []),
    ...(query || (params && !unknownId) ? (['invalid_request'] as const) : []),
    // Any body is read before it is known whether the endpoint takes one.
    ...(isRead ? [] : (['invalid_request', 'invalid_json', 'body_too_large', 'request_timed_out'] as const)),
    ...(isLimited || (isMembers && isRead) ? (['too_many_requests'] as const) : []),
    // A part of the path that is no text in percent-encoding.
    ...(endpoint.path.includes(':') ? (['not_found'] as const) : []),
    ...(unknownId ? [unknownId] : []),
    'database_unavailable',
    'internal',
  ];
  return [...new Set([...errors, ...common])];
}
