import { type Redemption, sixtyDaysSeconds, type TokenInfo } from '../state/grants.js';
import type { SandboxState } from '../state/sandboxState.js';
import { issuedAppToken, tokenProblem } from './access.js';
import { GraphError, tokenUnknown } from './graphError.js';
import type { GraphHandler, GraphParams, GraphRoute } from './graphRequest.js';

function checkApp(params: GraphParams, { app }: SandboxState): void {
  const clientId = params.text('client_id');
  if (!clientId) throw new GraphError(101, 'Missing client_id parameter.');
  if (clientId !== app.id) throw new GraphError(101, 'Error validating application. Invalid application ID.');
  if (!params.text('client_secret')) throw new GraphError(1, 'Missing client_secret parameter.');
  if (params.text('client_secret') !== app.secret) throw new GraphError(1, 'Error validating client secret.');
}

type Refusal = Extract<Redemption, { ok: false }>['reason'];

const refusals: Record<Refusal, () => GraphError> = {
  malformed: () => new GraphError(100, 'Invalid verification code format.'),
  expired: () => new GraphError(100, 'This authorization code has expired.', { subcode: 36007 }),
  used: () => new GraphError(100, 'This authorization code has been used.', { subcode: 36009 }),
  redirect_mismatch: () =>
    new GraphError(
      100,
      'Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request',
      { subcode: 36008 },
    ),
};

/** A token that never expires has no `expires_in`; none has a user or account id. */
function tokenReply({ token, expiresAt }: TokenInfo, nowMs: number) {
  return {
    access_token: token,
    token_type: 'bearer',
    ...(expiresAt === null ? {} : { expires_in: Math.round((expiresAt - nowMs) / 1000) }),
  };
}

function exchangeCode(params: GraphParams, state: SandboxState) {
  const redemption = state.grants.redeem(params.mustHave('code'), params.text('redirect_uri'), state.now());
  if (!redemption.ok) throw refusals[redemption.reason]();
  return tokenReply(redemption.token, state.now());
}

/** Turns a person's token into one of 60 days; a dead one cannot be extended. */
function extendToken(params: GraphParams, state: SandboxState) {
  const nowMs = state.now();
  const token = state.grants.token(params.mustHave('fb_exchange_token'));
  if (!token) throw tokenUnknown();
  const problem = tokenProblem(token, nowMs);
  if (problem) throw problem;
  if (token.kind === 'business') {
    throw new GraphError(100, '(#100) The access token does not belong to a person and cannot be extended');
  }
  return tokenReply(state.grants.issueToken(token, sixtyDaysSeconds, nowMs), nowMs);
}

const accessToken: GraphHandler = ({ params }, state) => {
  checkApp(params, state);
  const grantType = params.text('grant_type');
  if (grantType === 'client_credentials') {
    return { access_token: issuedAppToken(state.app), token_type: 'bearer' };
  }
  if (grantType === 'fb_exchange_token') return extendToken(params, state);
  if (grantType !== undefined && grantType !== '' && grantType !== 'authorization_code') {
    throw new GraphError(100, `(#100) Unsupported grant_type ${grantType}`);
  }
  return exchangeCode(params, state);
};

export const oauthRoutes: readonly GraphRoute[] = [
  { method: 'GET', edge: 'oauth/access_token', handle: accessToken },
  { method: 'POST', edge: 'oauth/access_token', handle: accessToken },
];
