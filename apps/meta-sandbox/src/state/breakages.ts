import type { SandboxState } from './sandboxState.js';
import type { BusinessNumber } from './world.js';

interface Subject {
  number: BusinessNumber;
  state: SandboxState;
}

interface Breakage {
  words: string;
  apply(subject: Subject): void;
}

/** A PIN that nobody has: another one in a registration gets 133005. */
export const otherPin = '739214';

const patch =
  (change: Partial<BusinessNumber>) =>
  ({ number, state }: Subject) => {
    state.world.updateNumber(number.id, change);
  };

const eachToken =
  (act: (state: SandboxState, token: string) => void) =>
  ({ number, state }: Subject) => {
    for (const { token, wabaIds } of state.grants.tokens) if (wabaIds.includes(number.wabaId)) act(state, token);
  };

const withoutScope =
  (scope: string) =>
  ({ number, state }: Subject) => {
    for (const token of state.grants.tokens) {
      if (token.wabaIds.includes(number.wabaId)) token.scopes = token.scopes.filter((granted) => granted !== scope);
    }
  };

/** The sandbox's own address that swallows webhooks. */
export const toElsewhereUrl = ({ origin }: SandboxState) => `${origin}/__sandbox/elsewhere`;

/** Ways a connection breaks without a webhook; those with one are account events. */
export const breakages = {
  token_revoked: {
    words: 'Token revoked (190/458)',
    apply: eachToken((state, token) => state.grants.revoke(token, 458)),
  },
  token_expired: {
    words: 'Token expired (190/463)',
    apply: eachToken((state, token) => state.grants.expire(token, state.now())),
  },
  management_removed: {
    words: 'Permission to manage removed',
    apply: withoutScope('whatsapp_business_management'),
  },
  messaging_removed: {
    words: 'Permission to message removed',
    apply: withoutScope('whatsapp_business_messaging'),
  },
  deregistered: {
    words: 'Deregistered',
    apply: patch({ status: 'DISCONNECTED', platformType: 'NOT_APPLICABLE', throughputLevel: 'NOT_APPLICABLE' }),
  },
  not_verified: { words: 'Ownership not verified', apply: patch({ codeVerificationStatus: 'NOT_VERIFIED' }) },
  other_pin: { words: `PIN set to ${otherPin}`, apply: patch({ pin: otherPin }) },
  pending: { words: 'Status PENDING', apply: patch({ status: 'PENDING' }) },
  restricted: { words: 'Status RESTRICTED', apply: patch({ status: 'RESTRICTED' }) },
  banned: { words: 'Status BANNED', apply: patch({ status: 'BANNED' }) },
  name_declined: { words: 'Name declined', apply: patch({ nameStatus: 'DECLINED' }) },
  name_pending: { words: 'Name in review', apply: patch({ nameStatus: 'PENDING_REVIEW' }) },
  quality_low: { words: 'Quality RED', apply: patch({ qualityRating: 'RED' }) },
  limit_lowered: {
    words: 'Limit lowered to 250',
    apply: ({ number, state }) => state.world.updateWaba(number.wabaId, { messagingLimit: 'TIER_250' }),
  },
  payment_problem: {
    words: 'Payment problem (131042)',
    apply: ({ number, state }) => state.world.updateWaba(number.wabaId, { hasPaymentProblem: true }),
  },
  unsubscribed: {
    words: 'App unsubscribed',
    apply: ({ number, state }) => {
      state.subscriptions.delete(number.wabaId);
    },
  },
  waba_elsewhere: {
    words: "Account's webhooks go elsewhere",
    apply: ({ number, state }) => {
      const since = state.subscriptions.get(number.wabaId)?.since ?? state.now();
      state.subscriptions.set(number.wabaId, { since, overrideCallbackUri: toElsewhereUrl(state) });
    },
  },
  number_elsewhere: {
    words: "Number's webhooks go elsewhere",
    apply: ({ number, state }) => {
      state.numberOverrides.set(number.id, toElsewhereUrl(state));
    },
  },
  /** A dead token stays dead, as at Meta. */
  mended: {
    words: 'All well again (but for tokens)',
    apply: ({ number, state }) => {
      patch({
        status: 'CONNECTED',
        platformType: 'CLOUD_API',
        throughputLevel: 'STANDARD',
        codeVerificationStatus: 'VERIFIED',
        nameStatus: 'APPROVED',
        qualityRating: 'GREEN',
        pin: null,
      })({ number, state });
      state.world.updateWaba(number.wabaId, { hasPaymentProblem: false, status: 'ACTIVE' });
      state.numberOverrides.delete(number.id);
      const since = state.subscriptions.get(number.wabaId)?.since ?? state.now();
      state.subscriptions.set(number.wabaId, { since, overrideCallbackUri: null });
    },
  },
} as const satisfies Record<string, Breakage>;

export type BreakageName = keyof typeof breakages;
export const breakageNames = Object.keys(breakages) as [BreakageName, ...BreakageName[]];

/** Breaks something about a number, silently. Throws when the number does not exist. */
export function breakNumber(state: SandboxState, name: BreakageName, numberId: string): void {
  const number = state.world.number(numberId);
  if (!number) throw new Error(`There is no number ${numberId}`);
  const breakage: Breakage = breakages[name];
  breakage.apply({ number, state });
}
