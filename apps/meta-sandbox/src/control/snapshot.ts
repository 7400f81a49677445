import { hashSecret, type TokenInfo, tokenState } from '../state/grants.js';
import type { SandboxState } from '../state/sandboxState.js';

const time = (ms: number) => new Date(ms).toISOString();
const lastFour = (secret: string) => secret.slice(-4);

function tokenView({ token, ...info }: TokenInfo, nowMs: number) {
  return {
    ...info,
    last4: lastFour(token),
    issuedAt: time(info.issuedAt),
    expiresAt: info.expiresAt === null ? null : time(info.expiresAt),
    state: tokenState({ token, ...info }, nowMs),
  };
}

export function snapshot(state: SandboxState) {
  const nowMs = state.now();
  const { world, grants, app } = state;
  return {
    app: { id: app.id, name: app.name, redirectUris: app.redirectUris },
    people: world.people,
    businesses: world.businesses,
    wabas: world.wabas.map((waba) => {
      const subscription = state.subscriptions.get(waba.id);
      return {
        ...waba,
        subscribedSince: subscription ? time(subscription.since) : null,
        overrideCallbackUri: subscription?.overrideCallbackUri ?? null,
      };
    }),
    numbers: world.numbers,
    tokens: grants.tokens.map((token) => tokenView(token, nowMs)),
    codes: grants.codes.map((info) => ({
      id: hashSecret(info.code),
      last4: lastFour(info.code),
      redirectUri: info.redirectUri,
      wabaIds: info.grant.wabaIds,
      issuedAt: time(info.issuedAt),
      expiresAt: time(info.expiresAt),
      state: info.usedAt !== null ? 'used' : nowMs >= info.expiresAt ? 'expired' : 'waiting',
    })),
    faults: state.faults.list().map(({ times, remaining, ...fault }) => ({
      ...fault,
      remaining: Number.isFinite(remaining) ? remaining : 'always',
    })),
    latency: state.latency,
    dials: state.dials,
  };
}

export type Snapshot = ReturnType<typeof snapshot>;
