import { endings, type NumberState, type RungDto, type Verdict } from '@switchboard/contracts';
import type { EvidenceProblem, PhoneNumberRecord, RegistrationEvidence } from './phoneNumber.model.js';

type Evidence = Pick<PhoneNumberRecord, 'isActive' | 'disconnectedAt' | 'token' | 'registration' | 'subscription'>;
type Finding = Omit<RungDto, 'rung' | 'at'> & { at: Date | null | undefined };

const finding = (verdict: Verdict, at: Date | null | undefined, evidence: string, rest: Partial<Finding> = {}) => ({
  verdict,
  at,
  evidence,
  next: null,
  fix: null,
  ...rest,
});

/** The cause alone. The code's whole message speaks of an attempt, and this is about a number. */
const reasonOf = (code: EvidenceProblem['code']) => endings[code].title;

function authorised({ token }: Evidence, now: Date): Finding {
  if (!token) {
    return finding('unknown', null, 'Meta has not been asked about the access yet.', {
      next: 'Check now.',
      fix: 'check_again',
    });
  }
  if (!token.valid) {
    return finding('bad', token.at, `${reasonOf(token.problem?.code ?? 'token_invalid')}.`, {
      next: 'Reconnect to give access again.',
      fix: 'reconnect',
    });
  }
  if (token.expiresAt && token.expiresAt <= now) {
    return finding('bad', token.expiresAt, 'The access has expired.', {
      next: 'Reconnect to renew it.',
      fix: 'reconnect',
    });
  }
  const until = token.expiresAt ? ` It is valid until ${token.expiresAt.toISOString().slice(0, 10)}.` : '';
  return finding('good', token.at, `Meta confirmed the access.${until}`);
}

/** Meta has no "registered" flag: `status`, `platform_type` and the throughput tell together (meta-platform 5.2). */
function registered({ registration }: Pick<Evidence, 'registration'>): Finding {
  if (!registration) return finding('unknown', null, 'Meta has not been asked about the number yet.');
  const { at, status, platformType, throughputLevel, problem } = registration;
  if (problem) {
    return finding(
      'bad',
      at,
      'Meta does not show this number to Switchboard any more. It was removed, or access to it was.',
      {
        next: 'Reconnect, and choose the number in Meta’s window.',
        fix: 'reconnect',
      },
    );
  }
  const notOnCloudApi = platformType === 'NOT_APPLICABLE' || throughputLevel === 'NOT_APPLICABLE';
  if (status && deadStatuses.has(status)) {
    return finding('bad', at, deadStatuses.get(status) ?? '', { next: 'See WhatsApp Manager for what Meta asks.' });
  }
  if (notOnCloudApi) {
    return finding(
      'bad',
      at,
      'The number is not registered for Meta’s Cloud API, so it can neither send nor receive.',
      {
        next: 'Finish its registration in WhatsApp Manager, then check again.',
        fix: 'check_again',
      },
    );
  }
  if (status === 'PENDING') {
    return finding('waiting', at, 'Meta is still setting the number up.', {
      next: 'Nothing to do; check again later.',
      fix: 'check_again',
    });
  }
  if (isRegistered(registration)) {
    const limited = status === 'FLAGGED' || status === 'RATE_LIMITED';
    return finding('good', at, limited ? 'Registered; Meta limits it at the moment.' : 'Registered with Cloud API.');
  }
  return finding('unknown', at, 'Meta’s answer does not say whether the number is registered.', {
    next: 'Check again.',
    fix: 'check_again',
  });
}

const deadStatuses = new Map([
  ['DISCONNECTED', 'Meta says the number is disconnected.'],
  ['RESTRICTED', 'Meta has restricted the number.'],
  ['BANNED', 'Meta has banned the number.'],
  ['DELETED', 'The number was deleted at Meta.'],
  ['MIGRATED', 'The number was moved to another WhatsApp account.'],
  ['UNVERIFIED', 'The ownership of the number is not verified.'],
]);

function isRegistered({ status, platformType }: RegistrationEvidence): boolean {
  const saysConnected = status === 'CONNECTED' || status === 'FLAGGED' || status === 'RATE_LIMITED';
  return saysConnected || (status === undefined && platformType === 'CLOUD_API');
}

function subscribed({ subscription }: Evidence): Finding {
  if (!subscription) {
    return finding(
      'unknown',
      null,
      'It is not known whether Meta delivers this account’s webhooks here: it gave no clear answer.',
      {
        next: 'Try again.',
        fix: 'retry_subscription',
      },
    );
  }
  if (subscription.subscribed) return finding('good', subscription.at, 'Meta delivers this account’s webhooks here.');
  const code = subscription.problem?.code;
  const why = code ? ` Meta’s reason: ${reasonOf(code)}.` : '';
  return finding('bad', subscription.at, `Meta does not deliver webhooks here, so no message can arrive.${why}`, {
    next: 'Try again; no new login is needed.',
    fix: 'retry_subscription',
  });
}

/**
 * The rungs of evidence for one number. Pure: what was recorded and the time go in, verdicts come out.
 *
 * @returns five rungs, in the order in which they are climbed.
 */
export function ladderOf(evidence: Evidence, now: Date): RungDto[] {
  const gone: Finding = finding('bad', evidence.disconnectedAt, 'Disconnected: the access was destroyed here.', {
    next: 'Reconnect to use the number again.',
    fix: 'reconnect',
  });
  const afterwards = finding('unknown', null, 'Disconnected.');
  const findings: [RungDto['rung'], Finding][] = evidence.isActive
    ? [
        ['authorised', authorised(evidence, now)],
        ['registered', registered(evidence)],
        ['subscribed', subscribed(evidence)],
        ['heard', finding('unknown', null, 'No message has arrived since it was connected.')],
        ['sendable', finding('unknown', null, 'No message has been sent since it was connected.')],
      ]
    : [
        ['authorised', gone],
        ['registered', afterwards],
        ['subscribed', afterwards],
        ['heard', afterwards],
        ['sendable', afterwards],
      ];
  return findings.map(([rung, { at, ...rest }]) => ({ rung, at: at?.toISOString() ?? null, ...rest }));
}

/** What Meta's own words about a number prove of its registration. */
export const registrationVerdict = (registration: RegistrationEvidence): Verdict =>
  registered({ registration }).verdict;

/** Without these three the word "connected" is not earned. */
const needed: readonly RungDto['rung'][] = ['authorised', 'registered', 'subscribed'];

export function numberStateOf(isActive: boolean, ladder: readonly RungDto[]): NumberState {
  if (!isActive) return 'disconnected';
  const allGood = ladder.every((rung) => !needed.includes(rung.rung) || rung.verdict === 'good');
  return allGood ? 'connected' : 'needs_attention';
}
