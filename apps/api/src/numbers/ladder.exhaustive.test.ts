import type { Fix, RungName, Verdict } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { toLadder } from './ladder.js';
import { type Evidence, type EvidenceEvent, withEvent } from './ladderEvidence.js';

/** When things were asked or happened, in seconds; the order in which they arrive is every order there is. */
const second = (count: number) => new Date(Date.UTC(2026, 10, 24, 8, 0, count));
/** Later than every event, but before the end of a token that is valid for long. */
const now = second(1000);
const connectedAt = second(0);
const longest = 6;

type Unplaced<Event> = Event extends { at: Date } ? Omit<Event, 'at'> : never;
/** One letter of a rung's alphabet: what is learned, and what it says to a person who reads it. */
interface Letter {
  event: Unplaced<EvidenceEvent>;
  /** What this alone proves of the rung; null: nothing. */
  says: { verdict: Verdict; fix: Fix | null } | null;
}
const letter = (event: Unplaced<EvidenceEvent>, verdict: Verdict | null = null, fix: Fix | null = null): Letter => ({
  event,
  says: verdict === null ? null : { verdict, fix },
});
const yes = (event: Unplaced<EvidenceEvent>) => letter(event, 'good');

interface Case {
  rung: RungName;
  /** What the rung shows before anything was learned. */
  atFirst: { verdict: Verdict; fix: Fix | null };
  /** The same letter may stand there twice, to be learned at two times. */
  letters: Letter[];
}

const unclearToken = letter({ kind: 'token_answered', answer: 'unclear' });
const validForLong = yes({ kind: 'token_answered', answer: 'valid', expiresAt: second(2000) });
const notRegistered = { platformType: 'NOT_APPLICABLE', status: 'PENDING', throughputLevel: 'NOT_APPLICABLE' };
const cases: Case[] = [
  {
    rung: 'authorised',
    atFirst: { verdict: 'good', fix: null },
    letters: [
      validForLong,
      letter({ kind: 'token_answered', answer: 'invalid', problem: { code: 'token_invalid' } }, 'bad', 'reconnect'),
      unclearToken,
      letter({ kind: 'access_removed', event: 'PARTNER_REMOVED' }, 'bad', 'reconnect'),
      letter({ kind: 'token_answered', answer: 'valid', expiresAt: second(900) }, 'bad', 'reconnect'),
      yes({ kind: 'token_answered', answer: 'valid', expiresAt: null }),
      letter({ kind: 'number_read', found: { problem: { code: 'permission_missing' } } }),
      unclearToken,
      letter({ kind: 'access_removed', event: 'PARTNER_APP_UNINSTALLED' }, 'bad', 'reconnect'),
      letter({ kind: 'paused' }),
    ],
  },
  {
    rung: 'registered',
    atFirst: { verdict: 'good', fix: null },
    letters: [
      yes({ kind: 'number_read', found: { status: 'CONNECTED', platformType: 'CLOUD_API' } }),
      letter({ kind: 'number_read', found: notRegistered }, 'bad', 'register'),
      letter({ kind: 'number_read', found: 'unclear' }),
      letter(
        { kind: 'number_read', found: { ...notRegistered, codeVerificationStatus: 'EXPIRED' } },
        'bad',
        'verify_number',
      ),
      letter({ kind: 'number_read', found: { problem: { code: 'permission_missing' } } }, 'bad', 'reconnect'),
      letter(
        { kind: 'number_read', found: { status: 'PENDING', platformType: 'CLOUD_API' } },
        'waiting',
        'check_again',
      ),
      letter({ kind: 'number_read', found: { ...notRegistered, isOnBizApp: true } }, 'bad', 'reconnect'),
      letter({ kind: 'number_read', found: 'unclear' }),
      yes({ kind: 'registered_by_us' }),
      letter({ kind: 'token_answered', answer: 'invalid', problem: { code: 'token_invalid' } }),
    ],
  },
  {
    rung: 'subscribed',
    atFirst: { verdict: 'unknown', fix: 'retry_subscription' },
    letters: [
      yes({ kind: 'subscription_answered', how: 'read_back', answer: 'yes' }),
      letter({ kind: 'subscription_answered', how: 'read_back', answer: 'no' }, 'bad', 'retry_subscription'),
      letter({ kind: 'subscription_answered', how: 'read_back', answer: 'unclear' }),
      yes({ kind: 'subscription_answered', how: 'asserted', answer: 'yes' }),
      letter({ kind: 'subscription_answered', how: 'asserted', answer: 'no' }, 'bad', 'retry_subscription'),
      letter({ kind: 'subscription_answered', how: 'asserted', answer: 'unclear' }),
      letter({ kind: 'access_removed', event: 'PARTNER_REMOVED' }),
      letter({ kind: 'subscription_answered', how: 'read_back', answer: 'no' }, 'bad', 'retry_subscription'),
      yes({ kind: 'subscription_answered', how: 'read_back', answer: 'yes' }),
      letter({ kind: 'resumed' }),
    ],
  },
  {
    rung: 'heard',
    atFirst: { verdict: 'unknown', fix: 'write_to_number' },
    letters: [
      yes({ kind: 'heard' }),
      letter({ kind: 'delivered' }),
      letter({ kind: 'token_answered', answer: 'invalid', problem: { code: 'token_invalid' } }),
      letter({ kind: 'subscription_answered', how: 'read_back', answer: 'no' }),
      letter({ kind: 'number_read', found: { status: 'BANNED' } }),
      yes({ kind: 'heard' }),
      letter({ kind: 'paused' }),
      unclearToken,
      yes({ kind: 'heard' }),
    ],
  },
  {
    rung: 'sendable',
    atFirst: { verdict: 'unknown', fix: 'send_test' },
    letters: [
      yes({ kind: 'delivered' }),
      letter({ kind: 'health_read', found: { canSendMessage: 'BLOCKED', reasons: [] } }, 'bad', 'check_again'),
      letter({ kind: 'health_read', found: 'unclear' }),
      letter({ kind: 'heard' }),
      yes({ kind: 'delivered' }),
      letter(
        { kind: 'health_read', found: { canSendMessage: 'BLOCKED', reasons: ['No payment.'] } },
        'bad',
        'check_again',
      ),
      letter(
        {
          kind: 'health_read',
          found: { canSendMessage: 'BLOCKED', reasons: [], problem: { code: 'permission_missing' } },
        },
        'bad',
        'reconnect',
      ),
      letter({ kind: 'number_read', found: 'unclear' }),
      yes({ kind: 'delivered' }),
    ],
  },
];

const first: Evidence = {
  isActive: true,
  connectedAt,
  token: { valid: true, at: connectedAt, expiresAt: null },
  registration: { at: connectedAt, status: 'CONNECTED', platformType: 'CLOUD_API' },
};

interface Placed extends Letter {
  at: Date;
}

/**
 * The rule, said another way: of what was said clearly, what was asked last wins, and the order of arrival means
 * nothing. Nothing clear: as it was at first.
 */
function oracle({ atFirst }: Case, arrived: readonly Placed[]): { verdict: Verdict; fix: Fix | null; at: Date | null } {
  let last: Placed | null = null;
  for (const one of arrived) if (one.says && (!last || one.at > last.at)) last = one;
  if (!last?.says) return { ...atFirst, at: atFirst.verdict === 'good' ? connectedAt : null };
  const { event, says, at } = last;
  const isExpiry = event.kind === 'token_answered' && event.answer === 'valid' && says.verdict === 'bad';
  return { ...says, at: isExpiry ? second(900) : at };
}

const isWrong = (one: Case, evidence: Evidence, arrived: readonly Placed[]): boolean => {
  const shown = toLadder(evidence, now).find(({ rung }) => rung === one.rung);
  const right = oracle(one, arrived);
  return shown?.verdict !== right.verdict || shown.fix !== right.fix || shown.at !== (right.at?.toISOString() ?? null);
};

/** Every order of up to six of the events, each judged as soon as it is complete. */
function tryAllOrders(one: Case): { tried: number; wrong: string[] } {
  const pool: Placed[] = one.letters.map((given, index) => ({ ...given, at: second((index * 7) % 71 || 71) }));
  let tried = 0;
  const wrong: string[] = [];
  const walk = (evidence: Evidence, arrived: Placed[]): void => {
    tried += 1;
    if (isWrong(one, evidence, arrived)) {
      wrong.push(arrived.map(({ event, at }) => `${JSON.stringify(event)} asked at ${at.getUTCSeconds()}`).join(', '));
    }
    if (arrived.length === longest) return;
    for (const next of pool) {
      if (arrived.includes(next)) continue;
      walk(withEvent(evidence, { ...next.event, at: next.at } as EvidenceEvent), [...arrived, next]);
    }
  };
  walk(first, []);
  return { tried, wrong };
}

describe('the ladder, in all orders of up to 6 evidence events', () => {
  it.each(cases)('$rung: wrong verdicts 0', (one) => {
    const { tried, wrong } = tryAllOrders(one);
    process.stdout.write(
      `ladder: ${one.rung}: ${tried} orders of up to ${longest} events, ${wrong.length} wrong verdicts\n`,
    );
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(tried).toBeGreaterThan(60_000);
  });

  it('with logins and disconnects among them: only what was asked after the present login counts', () => {
    const told: EvidenceEvent[] = [
      { kind: 'disconnected', at: second(10) },
      { kind: 'connected', at: second(20), found: { token: { valid: true, expiresAt: null }, registration: {} } },
      { kind: 'subscription_answered', how: 'read_back', answer: 'no', at: second(5) },
      { kind: 'subscription_answered', how: 'read_back', answer: 'yes', at: second(25) },
      { kind: 'heard', at: second(8) },
      { kind: 'heard', at: second(30) },
      { kind: 'delivered', at: second(9) },
    ];
    let tried = 0;
    const wrong: string[] = [];
    const walk = (evidence: Evidence, arrived: EvidenceEvent[]): void => {
      tried += 1;
      const verdicts = Object.fromEntries(toLadder(evidence, now).map(({ rung, verdict }) => [rung, verdict]));
      if (JSON.stringify(verdicts) !== JSON.stringify(afterLogins(arrived))) {
        wrong.push(arrived.map(({ kind, at }) => `${kind} ${at.getUTCSeconds()}`).join(', '));
      }
      if (arrived.length === longest) return;
      for (const next of told) if (!arrived.includes(next)) walk(withEvent(evidence, next), [...arrived, next]);
    };
    walk(first, []);
    process.stdout.write(`ladder: logins among them: ${tried} orders, ${wrong.length} wrong verdicts\n`);
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(tried).toBeGreaterThan(8000);
  });
});

/** The same rule for every rung at once, where logins come and go: read from the end of the list. */
function afterLogins(arrived: readonly EvidenceEvent[]): Record<RungName, Verdict> {
  const lastLogin = arrived.findLastIndex(({ kind }) => kind === 'connected');
  const lastGone = arrived.findLastIndex(({ kind }) => kind === 'disconnected');
  if (lastGone > lastLogin) {
    return { authorised: 'bad', registered: 'unknown', subscribed: 'unknown', heard: 'unknown', sendable: 'unknown' };
  }
  const loginAt = arrived[lastLogin]?.at ?? connectedAt;
  const goneBefore = lastGone >= 0;
  const ofThis = (kind: EvidenceEvent['kind']) =>
    arrived.filter((event, index) => event.kind === kind && index > lastLogin && event.at >= loginAt);
  // What was clear about the webhooks outlives a login that came without a disconnect.
  const aboutWebhooks = arrived.filter(
    (event, index) =>
      event.kind === 'subscription_answered' &&
      (index > lastLogin ? event.at >= loginAt : !goneBefore && event.at >= connectedAt),
  );
  const latest = aboutWebhooks.reduce<EvidenceEvent | null>(
    (last, one) => (last && last.at > one.at ? last : one),
    null,
  );
  const saysYes = latest?.kind === 'subscription_answered' && latest.answer === 'yes';
  return {
    authorised: 'good',
    // A login that could not read the number's state proves nothing of it.
    registered: lastLogin >= 0 ? 'unknown' : 'good',
    subscribed: latest ? (saysYes ? 'good' : 'bad') : 'unknown',
    heard: ofThis('heard').length > 0 ? 'good' : 'unknown',
    sendable: ofThis('delivered').length > 0 ? 'good' : 'unknown',
  };
}
