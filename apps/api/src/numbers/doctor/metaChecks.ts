import { findNumberStatusEntry, type Quality, toQuality } from '@switchboard/contracts';
import type {
  GraphFailure,
  GraphHealth,
  GraphPhoneNumber,
  GraphResult,
  GraphTemplate,
  GraphWaba,
  InspectedToken,
  SubscribedApp,
} from '@switchboard/graph';
import { isClearAnswer } from '../../platform/graphProblem.js';
import { toNumberAtMeta } from '../graphNumber.mapper.js';
import { registrationFinding } from '../ladder.js';
import { accessEndsSoonMs } from '../lifetimes.js';
import { judgeMessaging } from '../permissions.js';
import { type Diagnosis, diagnosis, good, refused, unclear } from './finding.js';

/** Meta names its rating by colours; everywhere here it is a word. */
const qualityNames: Record<Quality, string> = { HIGH: 'high', MEDIUM: 'medium', LOW: 'low', NOT_RATED: 'not rated' };

export interface MetaAnswers {
  token: GraphResult<InspectedToken>;
  node: GraphResult<GraphPhoneNumber>;
  health: GraphResult<GraphHealth>;
  waba: GraphResult<GraphWaba>;
  numbers: GraphResult<GraphPhoneNumber[]>;
  templates: GraphResult<GraphTemplate[]>;
  apps: GraphResult<SubscribedApp[]>;
  reading: GraphResult<unknown>;
}

const reconnect = { turn: 'you', next: 'Reconnect to give access again.', fix: 'reconnect' } as const;
const reconnectWithAll = { ...reconnect, next: 'Reconnect, and leave all boxes ticked in Meta’s window.' } as const;
const lookAtTheApp = {
  next: 'The operator can look which permissions the app has at Meta: reconnecting does not change them.',
} as const;
const day = (at: Date) => at.toISOString().slice(0, 10);

/** `debug_token`: valid, ours, and until when (meta-platform 3). */
export function checkToken(token: MetaAnswers['token'], appId: string, now: Date): Diagnosis {
  if (!token.ok) return unclear('Meta did not say whether the access is still valid.', token.failure);
  const { isValid, appId: tokenAppId, expiresAt, error } = token.value;
  if (!isValid) {
    const code =
      error?.code === undefined ? '' : ` Meta’s code: ${[error.code, error.subcode].filter(Boolean).join('/')}.`;
    return diagnosis('bad', 'Meta no longer accepts the access.', {
      cause: `It was removed, has expired or was replaced.${code}`,
      ...reconnect,
    });
  }
  if (tokenAppId !== appId) {
    return diagnosis('bad', 'The access belongs to another app at Meta.', {
      cause: `It was given to app ${tokenAppId}, and this is app ${appId}.`,
      ...reconnect,
    });
  }
  if (!expiresAt) return good('Meta accepts the access. It does not expire.');
  if (expiresAt <= now) return diagnosis('bad', `The access expired on ${day(expiresAt)}.`, reconnect);
  if (expiresAt.getTime() - now.getTime() > accessEndsSoonMs) {
    return good(`Meta accepts the access. It is valid until ${day(expiresAt)}.`);
  }
  return good(`Meta accepts the access, but it ends soon: on ${day(expiresAt)}.`, {
    turn: 'you',
    next: 'Reconnect before then, so that nothing stops.',
    fix: 'reconnect',
  });
}

/** Whose permission it is that is missing, the business's or the app's: the doctor tells either. */
const isPermissionRefused = ({ kind, outcome }: GraphFailure) => kind === 'permission_missing' && outcome === 'refused';

/** A login gives what the business can give. What the app itself may not do is for its operator to mend. */
const accessRefused = (result: string, failure: GraphFailure) =>
  refused(result, failure, failure.turn === 'business' ? reconnectWithAll : lookAtTheApp);

/** What the token may do, tried by doing it: Meta has renamed permissions before. */
export function checkPermissions({ token, waba, templates, health, reading }: MetaAnswers): Diagnosis {
  const tried = [
    ['read the WhatsApp account', waba],
    ['list its templates', templates],
    ['read the health of the number', health],
  ] as const;
  for (const [what, answer] of tried) {
    if (answer.ok || !(isClearAnswer(answer.failure) || isPermissionRefused(answer.failure))) continue;
    return accessRefused(`Meta does not let Switchboard ${what}.`, answer.failure);
  }
  if (!reading.ok && isPermissionRefused(reading.failure)) {
    return accessRefused('Meta does not let Switchboard send or read messages.', reading.failure);
  }
  const messaging = judgeMessaging(token, reading);
  for (const [what, answer] of tried) {
    if (!answer.ok) return unclear(`It could not be told whether Switchboard may ${what}.`, answer.failure);
  }
  if (messaging === 'not_listed') {
    return diagnosis('unknown', 'It could not be told whether Switchboard may send messages.', {
      cause: 'Meta does not list the permission for it, but did not refuse a trial either.',
      turn: 'you',
      next: 'Reconnect, and leave all boxes ticked in Meta’s window. A test message shows whether it can send.',
      fix: 'reconnect',
    });
  }
  if (messaging === 'unknown' && !reading.ok) {
    return unclear('It could not be told whether Switchboard may send messages.', reading.failure);
  }
  return good('Switchboard may read the account, its templates and the number’s health, and send: each was tried.');
}

export function checkOwnership({ numbers }: MetaAnswers, wabaId: string, phoneNumberId: string): Diagnosis {
  if (!numbers.ok) {
    const result = `Meta did not list the numbers of WhatsApp account ${wabaId}.`;
    return isClearAnswer(numbers.failure)
      ? refused(result, numbers.failure, reconnect)
      : unclear(result, numbers.failure);
  }
  if (numbers.value.some(({ id }) => id === phoneNumberId)) {
    return good(`The number is on WhatsApp account ${wabaId}, with which it was connected.`);
  }
  return diagnosis('bad', `The number is not on WhatsApp account ${wabaId} any more.`, {
    cause: 'It was removed there, or moved to another account.',
    turn: 'you',
    next: 'Reconnect, and choose the number in Meta’s window.',
    fix: 'reconnect',
  });
}

const entityNames = new Map([
  ['PHONE_NUMBER', 'The number'],
  ['WABA', 'The WhatsApp account'],
  ['BUSINESS', 'The business'],
  ['APP', 'The app'],
  ['MESSAGE_TEMPLATE', 'The template'],
]);
const sentence = (words: string | undefined) => `${words?.trim().replace(/\.$/, '')}.`;

const quietStatuses = new Set(['CONNECTED', undefined]);

/** Status, quality, and what `health_status` says of everything a message goes through (meta-platform 5.3). */
export function checkStatus({ node, health }: MetaAnswers): Diagnosis {
  if (!node.ok) {
    const result = 'Meta did not say how the number stands.';
    return isClearAnswer(node.failure) ? refused(result, node.failure, reconnect) : unclear(result, node.failure);
  }
  const { status, qualityRating } = node.value;
  const stands = `Meta’s status: ${status ?? 'none given'}. Quality: ${qualityNames[toQuality(qualityRating)]}.`;
  if (!health.ok) return unclear(`${stands} Its health could not be read.`, health.failure);
  const blocked = health.value.canSendMessage === 'BLOCKED';
  const limited = health.value.canSendMessage === 'LIMITED';
  const causes = health.value.entities
    .filter(({ canSendMessage }) => canSendMessage !== undefined && canSendMessage !== 'AVAILABLE')
    .map(({ type, canSendMessage, errors, additionalInfo }) => {
      const ofErrors = errors.flatMap(({ description, solution }) => [description, solution].filter(Boolean));
      const words = [...new Set([...ofErrors, ...additionalInfo])];
      const why = words.length > 0 ? words.map(sentence).join(' ') : 'Meta gives no reason.';
      return `${entityNames.get(type) ?? type} (${canSendMessage}): ${why}`.slice(0, 500);
    });
  const troubled = {
    cause: causes.join(' ') || null,
    turn: 'you',
    next: 'See WhatsApp Manager for what Meta asks.',
  } as const;
  if (blocked) return diagnosis('bad', `${stands} Meta lets nothing be sent.`, troubled);
  const known = status === undefined ? undefined : findNumberStatusEntry(status);
  if (known?.tone === 'bad') {
    return diagnosis('bad', `${stands} ${known.what}`, { ...troubled, next: known.press, fix: known.fix ?? null });
  }
  if (limited) return good(`${stands} It can send, but Meta limits it.`, troubled);
  if (!quietStatuses.has(status)) return good(`${stands} It can send.`, { ...troubled, cause: null });
  return good(stands);
}

export function checkName({ node }: MetaAnswers): Diagnosis {
  if (!node.ok) return unclear('Meta did not say how the display name stands.', node.failure);
  const { nameStatus, verifiedName } = node.value;
  const name = verifiedName ? `“${verifiedName}”` : 'The display name';
  switch (nameStatus) {
    case 'APPROVED':
    case 'AVAILABLE_WITHOUT_REVIEW':
      return good(`${name} may be used.`);
    case 'PENDING_REVIEW':
      return diagnosis('waiting', `${name} is being reviewed by Meta.`, {
        turn: 'meta',
        next: 'Nothing to do. After the approval the number has to be registered within 14 days.',
      });
    case 'DECLINED':
    case 'EXPIRED':
      return diagnosis('bad', `${name} was ${nameStatus === 'DECLINED' ? 'declined' : 'approved, but has expired'}.`, {
        turn: 'you',
        next: 'Ask for another display name in WhatsApp Manager.',
      });
    default:
      return diagnosis('unknown', `Meta’s word for the display name is “${nameStatus ?? 'none'}”.`, {
        next: 'See the display name in WhatsApp Manager.',
      });
  }
}

export function checkRegistration({ node }: MetaAnswers, now: Date): Diagnosis {
  if (!node.ok) return unclear('Meta did not say whether the number is registered.', node.failure);
  const { registration, qualityRating } = toNumberAtMeta(node.value, now);
  const { verdict, evidence, next, fix } = registrationFinding(registration, qualityRating);
  const turn = verdict === 'good' ? null : verdict === 'waiting' ? 'meta' : 'you';
  return diagnosis(verdict, evidence, { next, fix, turn });
}

export function checkSubscription({ apps }: MetaAnswers, appId: string): Diagnosis {
  if (!apps.ok) return unclear('Meta did not say whether it delivers the webhooks.', apps.failure);
  if (apps.value.some(({ id }) => id === appId)) return good('Meta lists Switchboard for this account’s webhooks.');
  return diagnosis('bad', 'Meta does not list Switchboard for this account’s webhooks, so no message can arrive.', {
    turn: 'you',
    next: 'Switch the webhooks on; no new login is needed.',
    fix: 'retry_subscription',
  });
}

function withoutEndSlashes(address: string): string {
  let end = address.length;
  while (address[end - 1] === '/') end -= 1;
  return address.slice(0, end);
}
const sameAddress = (a: string, b: string) => withoutEndSlashes(a) === withoutEndSlashes(b);

/** Number before WABA before app: the narrowest callback address wins (meta-platform 6). */
export function checkCallback({ node, apps }: MetaAnswers, appId: string, ours: string): Diagnosis {
  if (!node.ok) return unclear('Meta did not say where it delivers the webhooks.', node.failure);
  const { callbacks } = node.value;
  const listed = apps.ok ? apps.value.find(({ id }) => id === appId)?.overrideCallbackUri : undefined;
  const ofNumber = callbacks?.phoneNumber;
  const ofWaba = listed ?? callbacks?.whatsappBusinessAccount;
  const used = ofNumber ?? ofWaba ?? callbacks?.application;
  if (used === undefined) {
    return diagnosis('unknown', 'Meta does not say to which address it delivers.', {
      cause: 'No address is set for the app, or Meta does not show it to this access.',
      turn: 'operator',
      next: `The operator can look in the app’s settings at Meta: the callback address has to be ${ours}.`,
    });
  }
  if (sameAddress(used, ours)) return good(`Meta delivers to ${ours}.`);
  const host = toHost(used);
  if (ofNumber !== undefined) {
    return diagnosis('bad', `The messages of this number are delivered elsewhere: to ${host}.`, {
      cause: 'An address of its own is set for the number at Meta.',
      turn: 'operator',
      next: 'Whoever set it has to take it back: it is the number’s webhook_configuration.',
    });
  }
  if (ofWaba !== undefined) {
    return diagnosis('bad', `The messages of this account are delivered elsewhere: to ${host}.`, {
      cause: 'An address of its own is set for the WhatsApp account at Meta.',
      turn: 'you',
      next: 'Switch the webhooks on again: that takes the other address back.',
      fix: 'retry_subscription',
    });
  }
  return diagnosis('bad', `The Meta app delivers elsewhere: to ${host}.`, {
    cause: `The callback address in the app’s settings is not ${ours}.`,
    turn: 'operator',
    next: `Set it to ${ours} in the app’s settings at Meta.`,
  });
}

/** The address may carry a secret in its path: its host says enough. */
function toHost(address: string): string {
  return URL.canParse(address) ? new URL(address).host : 'an address that is none';
}
