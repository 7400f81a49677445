import type { SandboxState } from '../state/sandboxState.js';
import { checkProof } from './access.js';
import { cannotSee, GraphError, tokenUnknown } from './graphError.js';
import type { GraphHandler, GraphRequest, GraphRoute } from './graphRequest.js';

function requireOwnToken(request: GraphRequest, state: SandboxState): void {
  const { accessToken, params } = request;
  if (accessToken === null) throw new GraphError(104, 'An access token is required to request this resource.');
  if (accessToken !== state.ownSystemToken) {
    if (!state.grants.token(accessToken)) throw tokenUnknown();
    throw new GraphError(200, '(#200) Requires the access token of a system user of the app owner');
  }
  const proof = checkProof(accessToken, params.text('appsecret_proof'), state.app);
  if (proof === 'valid') return;
  const message =
    proof === 'absent'
      ? 'API calls from the server require an appsecret_proof argument'
      : 'Invalid appsecret_proof provided in the API argument';
  throw new GraphError(100, message, { type: 'GraphMethodException' });
}

/** The business token of a portfolio that shared accounts; created from what was shared, if there is none. */
const fetchBusinessToken: GraphHandler = (request, state) => {
  requireOwnToken(request, state);
  const id = request.target.nodeId ?? '';
  if (request.params.text('fetch_only') !== 'true') {
    throw new GraphError(100, '(#100) The parameter fetch_only must be true');
  }
  const token = state.businessToken(id);
  if (!token) throw cannotSee(request.method, id);
  return { access_token: token };
};

export const ownSystemUserRoutes: readonly GraphRoute[] = [
  { method: 'POST', edge: '{business}/system_user_access_tokens', handle: fetchBusinessToken },
];
