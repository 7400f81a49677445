import type { TokenInfo } from '../state/grants.js';
import type { SandboxState } from '../state/sandboxState.js';
import { authenticate, authenticateToken, reachableBusinesses, reachableWabaIds, requireScope } from './access.js';
import { businessNode } from './business.routes.js';
import { emptyFields, selectFields } from './fields.js';
import { cannotSee, GraphError } from './graphError.js';
import type { GraphHandler, GraphRequest, GraphRoute } from './graphRequest.js';
import { listOwnBusinesses } from './ownSystemUser.routes.js';
import { page } from './paging.js';
import { wabaListDefaults, wabaNode } from './waba.routes.js';

/** A token sees only its own user, by id or as `me`. */
function authorizeSelf(request: GraphRequest, state: SandboxState): TokenInfo {
  const { nodeId } = request.target;
  if (nodeId === 'me' && request.accessToken === null) {
    throw new GraphError(2500, 'An active access token must be used to query information about the current user.');
  }
  const token = authenticateToken(request, state);
  if (nodeId !== 'me' && nodeId !== token.userId) throw cannotSee(request.method, nodeId ?? '');
  return token;
}

const personal = emptyFields('email', 'first_name', 'last_name', 'locale', 'middle_name', 'name_format', 'short_name');

const readUser: GraphHandler = (request, state) => {
  const token = authorizeSelf(request, state);
  const fields = request.params.text('fields');
  if (token.kind === 'user') {
    const name = state.world.person(token.personId)?.name;
    return selectFields({ id: token.userId, name, ...personal }, 'User', fields, ['id', 'name']);
  }
  const name = `${state.app.name} system user`;
  const systemUser = { id: token.userId, name, client_business_id: token.businessId };
  return selectFields(systemUser, 'SystemUser', fields, ['id', 'name']);
};

/** A business token has no person behind it. */
const listBusinesses: GraphHandler = (request, state) => {
  if (request.accessToken === state.ownSystemToken) return listOwnBusinesses(request, state);
  const token = authorizeSelf(request, state);
  requireScope(token, 'business_management');
  const businesses = token.kind === 'user' ? reachableBusinesses(token, state) : [];
  return page(businesses, request, (business) =>
    selectFields(businessNode(business), 'Business', request.params.text('fields'), ['id', 'name']),
  );
};

const listAssigned: GraphHandler = (request, state) => {
  const token = authorizeSelf(request, state);
  requireScope(token, 'whatsapp_business_management');
  const wabas = reachableWabaIds(token, state).flatMap((id) => state.world.waba(id) ?? []);
  return page(wabas, request, (waba) =>
    selectFields(wabaNode(waba, state), 'WhatsAppBusinessAccount', request.params.text('fields'), wabaListDefaults),
  );
};

const listPermissions: GraphHandler = (request, state) => ({
  data: authorizeSelf(request, state).scopes.map((permission) => ({ permission, status: 'granted' })),
});

/** The person whose grant is revoked: by their own token, or named by an app token. */
function findGrantPerson(request: GraphRequest, state: SandboxState): string {
  const caller = authenticate(request, state);
  if (caller.kind === 'token' && caller.token.kind === 'business' && state.dials.businessTokensRevoke) {
    return authorizeSelf(request, state).userId;
  }
  const nodeId = request.target.nodeId ?? '';
  const userId = caller.kind === 'token' ? authorizeSelf(request, state).userId : nodeId;
  // Not documented for business tokens; a portfolio revokes its grant in its settings.
  if (!state.world.person(userId)) throw cannotSee(request.method, nodeId);
  return userId;
}

const removePermissions: GraphHandler = (request, state) => {
  state.grants.removeApp(findGrantPerson(request, state));
  return { success: true };
};

const removePermission: GraphHandler = (request, state) => {
  state.grants.removeScope(findGrantPerson(request, state), request.target.member ?? '');
  return { success: true };
};

export const userRoutes: readonly GraphRoute[] = (['me', '{user}'] as const).flatMap((node): GraphRoute[] => [
  { method: 'GET', edge: node, handle: readUser },
  { method: 'GET', edge: `${node}/businesses`, handle: listBusinesses },
  { method: 'GET', edge: `${node}/assigned_whatsapp_business_accounts`, handle: listAssigned },
  { method: 'GET', edge: `${node}/permissions`, handle: listPermissions },
  { method: 'DELETE', edge: `${node}/permissions`, handle: removePermissions },
  { method: 'DELETE', edge: `${node}/permissions/{name}`, handle: removePermission },
]);
