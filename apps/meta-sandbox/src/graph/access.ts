import { createHmac, timingSafeEqual } from 'node:crypto';
import { type TokenInfo, tokenState } from '../state/grants.js';
import type { SandboxApp, SandboxState } from '../state/sandboxState.js';
import type { Business, BusinessNumber, Waba } from '../state/world.js';
import { cannotSee, GraphError, tokenExpired, tokenRevoked, tokenUnknown } from './graphError.js';
import type { GraphRequest } from './graphRequest.js';

export type Caller = { kind: 'app' } | { kind: 'token'; token: TokenInfo };

/** The token of `grant_type=client_credentials`; `APP_ID|APP_SECRET` works as well. */
export function issuedAppToken(app: SandboxApp): string {
  return `${app.id}|${createHmac('sha256', app.secret).update('app token').digest('base64url').slice(0, 27)}`;
}

export const isAppToken = (value: string, app: SandboxApp) =>
  value === `${app.id}|${app.secret}` || value === issuedAppToken(app);

export function checkProof(
  accessToken: string | null,
  proof: string | undefined,
  app: SandboxApp,
): 'valid' | 'invalid' | 'absent' {
  if (proof === undefined) return 'absent';
  const expected = Buffer.from(
    createHmac('sha256', app.secret)
      .update(accessToken ?? '')
      .digest('hex'),
  );
  const received = Buffer.from(proof);
  const same = received.length === expected.length && timingSafeEqual(received, expected);
  return same && accessToken !== null ? 'valid' : 'invalid';
}

export function tokenProblem(token: TokenInfo, nowMs: number): GraphError | null {
  const is = tokenState(token, nowMs);
  if (is === 'revoked') return tokenRevoked(token.revokedSubcode ?? 0);
  return is === 'expired' ? tokenExpired(token.expiresAt ?? nowMs, nowMs) : null;
}

/** The caller's token. Throws Meta's errors for no token, a dead one or a wrong `appsecret_proof`. */
export function authenticate(request: GraphRequest, state: SandboxState): Caller {
  const { accessToken, params } = request;
  if (accessToken === null) {
    throw new GraphError(104, 'An access token is required to request this resource.');
  }
  const proof = checkProof(accessToken, params.text('appsecret_proof'), state.app);
  const caller = findCaller(accessToken, state);
  if (proof === 'invalid') {
    throw new GraphError(100, 'Invalid appsecret_proof provided in the API argument', { type: 'GraphMethodException' });
  }
  if (proof === 'absent' && state.dials.requireAppSecretProof && caller.kind === 'token') {
    throw new GraphError(100, 'API calls from the server require an appsecret_proof argument', {
      type: 'GraphMethodException',
    });
  }
  return caller;
}

function findCaller(accessToken: string, state: SandboxState): Caller {
  if (isAppToken(accessToken, state.app)) return { kind: 'app' };
  const token = state.grants.token(accessToken);
  if (!token) throw tokenUnknown();
  const problem = tokenProblem(token, state.now());
  if (problem) throw problem;
  return { kind: 'token', token };
}

export function authenticateToken(request: GraphRequest, state: SandboxState): TokenInfo {
  const caller = authenticate(request, state);
  if (caller.kind === 'app') throw cannotSee(request.method, request.target.nodeId ?? '');
  return caller.token;
}

/** Code 200 for reading and account settings, 10 for actions on a number. */
export function requireScope(token: Pick<TokenInfo, 'scopes'>, scope: string, code: 10 | 200 = 200): void {
  if (token.scopes.includes(scope)) return;
  throw code === 10
    ? new GraphError(10, '(#10) Application does not have permission for this action')
    : new GraphError(200, `(#200) Requires ${scope} permission to manage the object`);
}

export function reachableWabaIds(token: TokenInfo, state: SandboxState): readonly string[] {
  if (!token.withoutTargetIds) return token.wabaIds;
  return reachableBusinesses(token, state).flatMap(({ id }) => state.world.listWabas(id).map((waba) => waba.id));
}

/** A business token stands for one portfolio, a user token for all portfolios of the person. */
export function reachableBusinesses(token: TokenInfo, { world }: SandboxState): Business[] {
  if (token.kind === 'business') {
    const business = world.business(token.businessId);
    return business ? [business] : [];
  }
  const person = world.person(token.personId);
  return person ? world.listBusinesses(person) : [];
}

export function authorizeWaba(request: GraphRequest, state: SandboxState): Waba {
  const token = authenticateToken(request, state);
  const id = request.target.wabaId ?? '';
  const waba = state.world.waba(id);
  if (!waba || !reachableWabaIds(token, state).includes(id)) throw cannotSee(request.method, id);
  requireScope(token, 'whatsapp_business_management');
  return waba;
}

export function authorizeNumber(request: GraphRequest, state: SandboxState): BusinessNumber {
  const token = authenticateToken(request, state);
  const id = request.target.phoneId ?? '';
  const number = state.world.number(id);
  if (!number || !reachableWabaIds(token, state).includes(number.wabaId)) throw cannotSee(request.method, id);
  requireScope(token, 'whatsapp_business_management', request.method === 'GET' ? 200 : 10);
  return number;
}

export function authorizeMessaging(request: GraphRequest, state: SandboxState): BusinessNumber {
  const token = authenticateToken(request, state);
  const id = request.target.phoneId ?? '';
  const number = state.world.number(id);
  if (!number || !reachableWabaIds(token, state).includes(number.wabaId)) throw cannotSee(request.method, id);
  requireScope(token, 'whatsapp_business_messaging', 10);
  return number;
}

export function authorizeBusiness(request: GraphRequest, state: SandboxState): Business {
  const token = authenticateToken(request, state);
  const id = request.target.nodeId ?? '';
  const business = reachableBusinesses(token, state).find((reachable) => reachable.id === id);
  if (!business) throw cannotSee(request.method, id);
  requireScope(token, 'business_management');
  return business;
}
