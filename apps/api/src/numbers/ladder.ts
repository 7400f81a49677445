import { errorCatalogue, type NumberState, type RungDto, toQuality, type Verdict } from '@switchboard/contracts';
import type { Evidence } from './ladderEvidence.js';
import type { EvidenceProblem, RegistrationEvidence } from './phoneNumber.model.js';

type Finding = Omit<RungDto, 'rung' | 'at'> & { at: Date | null | undefined };

const finding = (verdict: Verdict, at: Date | null | undefined, evidence: string, rest: Partial<Finding> = {}) => ({
  verdict,
  at,
  evidence,
  next: null,
  fix: null,
  ...rest,
});

const reconnect = { next: 'Reconnect to give access again.', fix: 'reconnect' } as const;
const checkAgain = { next: 'Check again.', fix: 'check_again' } as const;

const eventWords = new Map([
  ['PARTNER_REMOVED', 'It is no longer shared with Switchboard: this was changed at Meta.'],
  ['PARTNER_APP_UNINSTALLED', 'Switchboard was removed at Meta, so the access is gone.'],
  ['ACCOUNT_OFFBOARDED', 'The number left Cloud API in the WhatsApp Business app on the phone.'],
  ['ACCOUNT_DELETED', 'The WhatsApp account was deleted at Meta.'],
  ['DISABLED_UPDATE', 'Meta has disabled the WhatsApp account.'],
]);

/** The cause alone. The code's whole message speaks of an attempt, and this is about a number. */
function describeReason({ code, event }: EvidenceProblem): string {
  if (event === undefined) return `${errorCatalogue[code].title}.`;
  return eventWords.get(event) ?? `Meta reported “${event}” for this number.`;
}

function authorised({ token }: Evidence, now: Date): Finding {
  if (!token) {
    return finding('unknown', null, 'Meta has not been asked about the access yet.', {
      next: 'Check now.',
      fix: 'check_again',
    });
  }
  if (!token.valid)
    return finding('bad', token.at, describeReason(token.problem ?? { code: 'token_invalid' }), reconnect);
  if (token.expiresAt && token.expiresAt <= now) {
    return finding('bad', token.expiresAt, 'The access has expired.', {
      next: 'Reconnect to renew it.',
      fix: 'reconnect',
    });
  }
  const until = token.expiresAt ? ` It is valid until ${token.expiresAt.toISOString().slice(0, 10)}.` : '';
  return finding('good', token.at, `Meta confirmed the access.${until}`);
}

const deadStatuses = new Map([
  ['DISCONNECTED', 'Meta says the number is disconnected.'],
  ['RESTRICTED', 'Meta has restricted the number.'],
  ['BANNED', 'Meta has banned the number.'],
  ['DELETED', 'The number was deleted at Meta.'],
  ['MIGRATED', 'The number was moved to another WhatsApp account.'],
  ['UNVERIFIED', 'The ownership of the number is not verified.'],
]);

function registeringStep({ isOnBizApp, codeVerificationStatus }: RegistrationEvidence) {
  if (isOnBizApp) {
    return {
      next: 'It is used in the WhatsApp Business app as well: reconnect it, and finish on the phone.',
      fix: 'reconnect',
    } as const;
  }
  if (codeVerificationStatus === 'NOT_VERIFIED' || codeVerificationStatus === 'EXPIRED') {
    return {
      next: 'Prove that the number is yours: Meta sends it a code by text message or call.',
      fix: 'verify_number',
    } as const;
  }
  return { next: 'Register it; no new login is needed.', fix: 'register' } as const;
}

function deadStep(registration: RegistrationEvidence): Pick<Finding, 'next' | 'fix'> {
  if (registration.status === 'DISCONNECTED') return registeringStep(registration);
  if (registration.status === 'UNVERIFIED') {
    return registeringStep({ ...registration, codeVerificationStatus: 'NOT_VERIFIED' });
  }
  return { next: 'See WhatsApp Manager for what Meta asks.', fix: null };
}

/** Meta has no "registered" flag: `status`, `platform_type` and the throughput tell together (meta-platform 5.2). */
function registered({ registration, qualityRating }: Pick<Evidence, 'registration' | 'qualityRating'>): Finding {
  if (!registration) {
    return finding('unknown', null, 'Meta has not been asked about the number yet.', {
      next: 'Check now.',
      fix: 'check_again',
    });
  }
  const { at, status, platformType, throughputLevel, problem } = registration;
  if (problem) {
    const why = problem.event
      ? describeReason(problem)
      : 'Meta does not show this number to Switchboard any more. It was removed, or access to it was.';
    return finding('bad', at, why, { next: 'Reconnect, and choose the number in Meta’s window.', fix: 'reconnect' });
  }
  const dead = status && deadStatuses.get(status);
  if (dead) return finding('bad', at, dead, deadStep(registration));
  if (platformType === 'NOT_APPLICABLE' || throughputLevel === 'NOT_APPLICABLE') {
    const why = 'The number is not registered for Meta’s Cloud API, so it can neither send nor receive.';
    return finding('bad', at, why, registeringStep(registration));
  }
  if (status === 'PENDING') {
    return finding('waiting', at, 'Meta is still setting the number up.', {
      next: 'Nothing to do; check again later.',
      fix: 'check_again',
    });
  }
  if (isRegistered(registration)) return finding('good', at, goodWords(registration, qualityRating));
  return finding('unknown', at, 'Meta’s answer does not say whether the number is registered.', checkAgain);
}

function goodWords({ status }: RegistrationEvidence, qualityRating: string | undefined): string {
  const limited = status === 'FLAGGED' || status === 'RATE_LIMITED';
  const low = toQuality(qualityRating) === 'LOW' ? ' Its quality is low: many people blocked or reported it.' : '';
  return `${limited ? 'Registered; Meta limits it at the moment.' : 'Registered with Cloud API.'}${low}`;
}

function isRegistered({ status, platformType }: RegistrationEvidence): boolean {
  const saysConnected = status === 'CONNECTED' || status === 'FLAGGED' || status === 'RATE_LIMITED';
  return saysConnected || (status === undefined && platformType === 'CLOUD_API');
}

function subscribed({ subscription }: Evidence): Finding {
  if (!subscription) {
    const why = 'It is not known whether Meta delivers this account’s webhooks here: it gave no clear answer.';
    return finding('unknown', null, why, { next: 'Try again.', fix: 'retry_subscription' });
  }
  const { at, problem } = subscription;
  if (subscription.subscribed) return finding('good', at, 'Meta delivers this account’s webhooks here.');
  const why = problem ? ` Meta’s reason: ${describeReason(problem)}` : '';
  return finding('bad', at, `Meta does not deliver webhooks here, so no message can arrive.${why}`, {
    next: 'Try again; no new login is needed.',
    fix: 'retry_subscription',
  });
}

function heard({ heard: occurrence }: Evidence): Finding {
  if (occurrence) return finding('good', occurrence.at, 'A webhook of Meta’s for this number arrived here.');
  return finding('unknown', null, 'Nothing has arrived from Meta since it was connected.', {
    next: 'Write to the number from a phone.',
    fix: 'write_to_number',
  });
}

function sendable({ delivered, health, pausedAt }: Evidence): Finding {
  if (pausedAt) {
    return finding('waiting', pausedAt, 'Paused here by choice: nothing is sent from it.', {
      next: 'Resume to send again.',
      fix: 'resume',
    });
  }
  const reasons = health?.reasons.length ? ` ${health.reasons.join(' ')}` : '';
  // The later of the two is what is the case: a delivery proves more than a warning from before it.
  const isBlocked = health?.canSendMessage === 'BLOCKED' && (!delivered || delivered.at <= health.at);
  if (health?.problem && isBlocked) {
    return finding('bad', health.at, `Meta does not let Switchboard send from it. ${describeReason(health.problem)}`, {
      next: 'Reconnect, and leave all boxes ticked in Meta’s window.',
      fix: 'reconnect',
    });
  }
  if (health && isBlocked) {
    return finding('bad', health.at, `Meta lets nothing be sent from it at the moment.${reasons}`, {
      next: 'Mend what Meta names in WhatsApp Manager, then check again.',
      fix: 'check_again',
    });
  }
  const limited = health?.canSendMessage === 'LIMITED' ? ` Meta limits what it may send.${reasons}` : '';
  if (delivered) return finding('good', delivered.at, `Meta delivered a message that was sent from here.${limited}`);
  return finding('unknown', null, `No message sent from here has been delivered yet.${limited}`, {
    next: 'Send a test message to your own phone.',
    fix: 'send_test',
  });
}

/** The five rungs of evidence for one number, in the order in which they are climbed. Pure. */
export function toLadder(evidence: Omit<Evidence, 'connectedAt'>, now: Date): RungDto[] {
  const known: Evidence = { connectedAt: now, ...evidence };
  const findings: [RungDto['rung'], Finding][] = known.isActive
    ? [
        ['authorised', authorised(known, now)],
        ['registered', registered(known)],
        ['subscribed', subscribed(known)],
        ['heard', heard(known)],
        ['sendable', sendable(known)],
      ]
    : disconnectedFindings(known);
  return findings.map(([rung, { at, ...rest }]) => ({ rung, at: at?.toISOString() ?? null, ...rest }));
}

function disconnectedFindings({ disconnectedAt }: Evidence): [RungDto['rung'], Finding][] {
  const again = 'Reconnect to use the number again.';
  const gone = finding('bad', disconnectedAt, 'Disconnected: the access cannot be used here any more.', {
    next: again,
    fix: 'reconnect',
  });
  const afterwards = finding('unknown', null, 'Disconnected.', { next: again });
  return [
    ['authorised', gone],
    ['registered', afterwards],
    ['subscribed', afterwards],
    ['heard', afterwards],
    ['sendable', afterwards],
  ];
}

export const registrationFinding = (registration: RegistrationEvidence, qualityRating?: string) =>
  registered({ registration, qualityRating });

export const registrationVerdict = (registration: RegistrationEvidence): Verdict =>
  registrationFinding(registration).verdict;

/** Without these three the word "connected" is not earned. */
const needed: readonly RungDto['rung'][] = ['authorised', 'registered', 'subscribed'];

/** The one word for a number. Being paused is a choice and goes before what else may be wrong. */
export function toNumberState(isActive: boolean, ladder: readonly RungDto[], pausedAt?: Date): NumberState {
  if (!isActive) return 'disconnected';
  if (pausedAt) return 'paused';
  const allGood = ladder.every((rung) => !needed.includes(rung.rung) || rung.verdict === 'good');
  return allGood ? 'connected' : 'needs_attention';
}
