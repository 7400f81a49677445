import type { GraphFailure } from './graphFailure.js';

/** Catches what would reach another edge or break the header, before anything is sent. */
export function refuseUnsendable({ id, token }: { id?: string; token?: string }): GraphFailure | undefined {
  if (id !== undefined && !/^\d{1,64}$/.test(id)) {
    return {
      kind: 'not_found',
      turn: 'business',
      retry: 'no',
      outcome: 'refused',
      message: 'An id of Meta has digits only. Nothing was sent.',
    };
  }
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    return {
      kind: 'token_invalid',
      turn: 'business',
      retry: 'no',
      outcome: 'refused',
      message: 'The token is empty or has characters that no token has. Nothing was sent.',
    };
  }
  return undefined;
}
