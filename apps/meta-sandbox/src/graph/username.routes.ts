import { authorizeNumber } from './access.js';
import { badParameter, GraphError } from './graphError.js';
import type { GraphHandler, GraphRoute } from './graphRequest.js';

const read: GraphHandler = (request, state) => {
  const { username } = state.storefronts.of(authorizeNumber(request, state).id);
  return username === null ? {} : { username, status: 'approved' };
};

/** 3 to 35 of `a-z0-9._` (meta-platform 17.7); a taken one is 147001. */
const choose: GraphHandler = (request, state) => {
  const number = authorizeNumber(request, state);
  const username = request.params.mustHave('username');
  if (!/^[a-z0-9._]{3,35}$/.test(username)) throw badParameter('username must be 3 to 35 of a-z, 0-9, . and _');
  if (state.storefronts.isTaken(username, number.id)) {
    throw new GraphError(147001, '(#147001) Username is not available', { details: 'The username is taken' });
  }
  state.storefronts.of(number.id).username = username;
  return { status: 'approved' };
};

const remove: GraphHandler = (request, state) => {
  state.storefronts.of(authorizeNumber(request, state).id).username = null;
  return { success: true };
};

export const usernameRoutes: readonly GraphRoute[] = [
  { method: 'GET', edge: '{phone}/username', handle: read },
  { method: 'POST', edge: '{phone}/username', handle: choose },
  { method: 'DELETE', edge: '{phone}/username', handle: remove },
];
