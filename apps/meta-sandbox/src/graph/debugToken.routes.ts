import type { TokenInfo } from '../state/grants.js';
import type { SandboxState } from '../state/sandboxState.js';
import { authenticate, isAppToken, tokenProblem } from './access.js';
import { GraphError, tokenUnknown } from './graphError.js';
import type { GraphHandler, GraphRoute } from './graphRequest.js';
import { inspectOwnToken } from './ownSystemUser.routes.js';

const seconds = (ms: number) => Math.floor(ms / 1000);
const ninetyDaysMs = 90 * 24 * 60 * 60 * 1000;

const onAccounts = (scope: string) => scope.startsWith('whatsapp_business_');

function granularScopes({ scopes, wabaIds, businessId, withoutTargetIds }: TokenInfo) {
  return scopes.map((scope) => {
    if (withoutTargetIds) return { scope };
    if (onAccounts(scope)) return { scope, target_ids: wabaIds };
    return scope === 'business_management' ? { scope, target_ids: [businessId] } : { scope };
  });
}

function toError(error: GraphError) {
  const { code, message, error_subcode: subcode } = error.toBody('').error;
  return { code, message, ...(subcode === undefined ? {} : { subcode }) };
}

function inspect(token: TokenInfo, state: SandboxState) {
  const nowMs = state.now();
  const problem = tokenProblem(token, nowMs);
  const isUser = token.kind === 'user';
  return {
    app_id: state.app.id,
    type: isUser ? 'USER' : 'SYSTEM_USER',
    application: state.app.name,
    ...(problem ? { error: toError(problem) } : {}),
    is_valid: problem === null,
    issued_at: seconds(token.issuedAt),
    expires_at: token.expiresAt === null ? 0 : seconds(token.expiresAt),
    data_access_expires_at: isUser ? seconds(token.issuedAt + ninetyDaysMs) : 0,
    scopes: token.scopes,
    granular_scopes: granularScopes(token),
    user_id: token.userId,
  };
}

/** Always HTTP 200 for an allowed caller: a bad token is `is_valid: false` with an error inside. */
const debugToken: GraphHandler = (request, state) => {
  const caller = authenticate(request, state);
  if (caller.kind === 'token' && caller.token.kind === 'business') {
    throw new GraphError(
      100,
      '(#100) You must provide an app access token, or a user access token that is an owner or developer of the app',
    );
  }
  const input = request.params.mustHave('input_token');
  if (isAppToken(input, state.app)) {
    return { data: { app_id: state.app.id, type: 'APP', application: state.app.name, is_valid: true, scopes: [] } };
  }
  if (input === state.ownSystemToken) return { data: inspectOwnToken(state) };
  const token = state.grants.token(input);
  if (!token) return { data: { error: toError(tokenUnknown()), is_valid: false, scopes: [] } };
  return { data: inspect(token, state) };
};

export const debugTokenRoutes: readonly GraphRoute[] = [{ method: 'GET', edge: 'debug_token', handle: debugToken }];
