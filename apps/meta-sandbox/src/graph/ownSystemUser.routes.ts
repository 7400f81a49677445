import type { SandboxState } from '../state/sandboxState.js';
import { checkProof, requireScope } from './access.js';
import { selectFields } from './fields.js';
import { cannotSee, GraphError, tokenExpired, tokenRevoked, tokenUnknown } from './graphError.js';
import type { GraphHandler, GraphRequest, GraphRoute } from './graphRequest.js';
import { page } from './paging.js';

const systemUserId = '122500100900';

/** Meta's error for a token that is no longer good. */
function findOwnTokenProblem({ appSettings: { ownSystemUser }, now }: SandboxState): GraphError | null {
  const { expiresAt, isRevoked } = ownSystemUser;
  if (isRevoked) return tokenRevoked(0);
  return expiresAt !== null && now() >= expiresAt ? tokenExpired(expiresAt, now()) : null;
}

/** What `debug_token` says of the app owner's own system user. Without `target_ids`: it holds for all that it was assigned. */
export function inspectOwnToken(state: SandboxState) {
  const { scopes, expiresAt } = state.appSettings.ownSystemUser;
  const problem = findOwnTokenProblem(state);
  return {
    app_id: state.app.id,
    type: 'SYSTEM_USER',
    application: state.app.name,
    ...(problem ? { error: { code: problem.code, message: problem.message } } : {}),
    is_valid: problem === null,
    expires_at: expiresAt === null ? 0 : Math.floor(expiresAt / 1000),
    data_access_expires_at: 0,
    scopes,
    granular_scopes: scopes.map((scope) => ({ scope })),
    user_id: systemUserId,
  };
}

function requireOwnToken(request: GraphRequest, state: SandboxState): void {
  const { accessToken, params } = request;
  if (accessToken === null) throw new GraphError(104, 'An access token is required to request this resource.');
  if (accessToken !== state.ownSystemToken) {
    if (!state.grants.token(accessToken)) throw tokenUnknown();
    throw new GraphError(200, '(#200) Requires the access token of a system user of the app owner');
  }
  const proof = checkProof(accessToken, params.text('appsecret_proof'), state.app);
  const problem = findOwnTokenProblem(state);
  if (problem) throw problem;
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

/** The portfolios of the app owner: what `GET /me/businesses` is with the token of its system user. */
export function listOwnBusinesses(request: GraphRequest, state: SandboxState) {
  requireOwnToken(request, state);
  const { scopes, businesses } = state.appSettings.ownSystemUser;
  requireScope({ scopes }, 'business_management');
  return page(businesses, request, ({ id, name, verificationStatus }) =>
    selectFields({ id, name, verification_status: verificationStatus }, 'Business', request.params.text('fields'), [
      'id',
      'name',
    ]),
  );
}

export const ownSystemUserRoutes: readonly GraphRoute[] = [
  { method: 'POST', edge: '{business}/system_user_access_tokens', handle: fetchBusinessToken },
];
