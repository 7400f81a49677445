import { metaCode, type QuarantineReason } from '@switchboard/contracts';
import type { AccountUpdate, MessageStatusUpdate, WebhookUpdate } from '@switchboard/graph';
import type { RoutedContact } from '../inbox/addressBook.service.js';
import { marketing } from '../inbox/preferences/optOut.js';
import { placedPreference, type RoutedPreference } from '../inbox/preferences/preference.service.js';
import type { RoutedLine, RoutedUpdate } from '../inbox/receiving/receive.types.js';
import type { NumberAccount } from '../numbers/liveAccounts.js';
import type { ReportedPreference, ReportedProblem } from '../numbers/notice.service.js';
import type { ReadUpdate, ToQuarantine } from './projection.types.js';

/** What goes to the accounts that hold the numbers, by who takes it. */
export interface RoutedUpdates {
  inbox: RoutedUpdate[];
  lines: RoutedLine[];
  contacts: RoutedContact[];
  preferences: RoutedPreference[];
  /** Of the preferences, those that customers stated themselves. */
  stated: ReportedPreference[];
  problems: ReportedProblem[];
}

export const emptyRoutes = (): RoutedUpdates => ({
  inbox: [],
  lines: [],
  contacts: [],
  preferences: [],
  stated: [],
  problems: [],
});

export type NumberUpdate = ReadUpdate & { update: Exclude<WebhookUpdate, AccountUpdate> };

export const isNumberUpdate = (read: ReadUpdate): read is NumberUpdate => read.update.kind !== 'account';

export const findPhoneNumberId = (update: WebhookUpdate): string | undefined =>
  ('phoneNumberId' in update && update.phoneNumberId) || undefined;

/** The account that holds the number, unless the update is known to be for another one. */
export const findHolder = ({ onlyFor }: ReadUpdate, found: NumberAccount | undefined): NumberAccount | undefined =>
  onlyFor === undefined || found?.accountId === onlyFor ? found : undefined;

/**
 * Whether an old delivery is read again for a number that another account may have held when it came: it is not for the one that
 * holds it now. Pure.
 */
export const isOfAnEarlierHolder = (
  { isReplayed, receivedAt }: Pick<ReadUpdate, 'isReplayed' | 'receivedAt'>,
  found: NumberAccount | undefined,
): boolean => isReplayed === true && found?.isShared === true && receivedAt < found.connectedAt;

/** Adds an update to what goes to the account that holds its number. @returns why it has to wait instead, or null. Pure. */
export function routeUpdate(
  read: NumberUpdate,
  found: NumberAccount | undefined,
  routes: RoutedUpdates,
): QuarantineReason | null {
  const { update, receivedAt, index } = read;
  if (update.kind === 'unknown') return 'not_understood';
  const holder = findHolder(read, found);
  if (!holder?.isActive) return holder ? 'number_disconnected' : 'number_unknown';
  const { accountId, wabaId } = holder;
  // A problem concerns the number itself, which a pause does not stop.
  if (update.kind === 'problem') {
    routes.problems.push({ update, accountId, wabaId, receivedAt });
    return null;
  }
  if (holder.pausedAt) return 'number_paused';
  switch (update.kind) {
    case 'phone_contact':
      routes.contacts.push({ accountId, update });
      break;
    case 'handover':
    case 'call':
      routes.lines.push({ accountId, arrivedAt: receivedAt, place: index, update });
      break;
    case 'preference':
      routes.preferences.push(placedPreference(accountId, update));
      routes.stated.push({ accountId, wabaId, receivedAt, update });
      break;
    default:
      routes.inbox.push({
        accountId,
        arrivedAt: receivedAt,
        place: index,
        update,
        ...(holder.isShared ? { sharedSince: holder.connectedAt } : {}),
      });
      if (update.kind === 'status' && update.error?.code === metaCode.optedOut) {
        routes.preferences.push(refusedMarketing(accountId, update));
      }
  }
  return null;
}

/** Meta refuses marketing to whoever wants none: the refusal states a preference. */
const refusedMarketing = (
  accountId: string,
  { phoneNumberId, recipientWaId, recipientUserId, timestamp }: MessageStatusUpdate,
): RoutedPreference => ({
  accountId,
  phoneNumberId,
  category: marketing,
  value: 'stop',
  at: timestamp,
  contact: {
    ...(recipientWaId ? { waId: recipientWaId } : {}),
    ...(recipientUserId ? { userId: recipientUserId } : {}),
  },
});

export function toWaiting(
  { id, receivedAt, index, update }: ReadUpdate,
  holder: NumberAccount | undefined,
  reason: QuarantineReason,
): ToQuarantine {
  return {
    _id: id,
    reason,
    receivedAt,
    place: index,
    update,
    wabaId: update.kind === 'account' ? update.wabaId : (holder?.wabaId ?? update.entryId),
    phoneNumberId: findPhoneNumberId(update),
    accountId: holder?.accountId,
  };
}
