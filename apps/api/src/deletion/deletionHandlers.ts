import type { AccountService } from '../accounts/account.service.js';
import type { AuditService } from '../accounts/audit.service.js';
import type { AlertService } from '../alerts/alert.service.js';
import type { AttemptArchive } from '../connect/attemptArchive.js';
import type { HostedService } from '../connect/hosted/hosted.service.js';
import type { HistoryLog } from '../connectionHistory/historyLog.js';
import type { AddressBookService } from '../inbox/addressBook.service.js';
import type { EraseService } from '../inbox/erase.service.js';
import type { PreferenceService } from '../inbox/preferences/preference.service.js';
import type { Monitoring } from '../monitoring/monitoring.js';
import type { ConnectionState } from '../numbers/connectionState.js';
import type { NoticeService } from '../numbers/notice.service.js';
import type { NumberRepository } from '../numbers/number.repository.js';
import type { TestMessageStore } from '../numbers/testMessage.store.js';
import type { Webhooks } from '../webhooks/webhooks.js';
import type { DeletionHandler } from './deletionHandler.js';

// Every kind of data that is kept about numbers has a handler here, in the order in which it goes: what is found by
// something else goes before that. A test looks through the whole database for what nobody deletes.

type CustomerData = EraseService &
  Webhooks['erase'] & { addressBook: AddressBookService['erase']; preferences: PreferenceService['erase'] };

export function customerDataHandlers(erase: CustomerData): DeletionHandler[] {
  return [
    {
      what: 'Webhooks from Meta, as they came',
      erase: ({ soleIds, displayPhones, soleWabaIds }) =>
        erase.deliveries({ names: [...soleIds, ...displayPhones], wabaIds: soleWabaIds }),
    },
    { what: 'Messages that waited for a number', erase: (scope) => erase.quarantine(scope.accountId, scope) },
    { what: 'Files', erase: ({ accountId, phoneNumberIds }) => erase.files(accountId, phoneNumberIds) },
    { what: 'Messages', erase: ({ accountId, phoneNumberIds }) => erase.messages(accountId, phoneNumberIds) },
    { what: 'Conversations', erase: ({ accountId, phoneNumberIds }) => erase.conversations(accountId, phoneNumberIds) },
    {
      what: 'Address books of phones',
      erase: ({ accountId, phoneNumberIds }) => erase.addressBook(accountId, phoneNumberIds),
    },
    {
      what: 'What customers want to be sent',
      erase: ({ accountId, phoneNumberIds }) => erase.preferences(accountId, phoneNumberIds),
    },
  ];
}

export interface ConnectionHandlersDeps {
  notices: Pick<NoticeService, 'erase'>;
  attempts: Pick<AttemptArchive, 'erase'>;
  hosted: Pick<HostedService, 'erase'>;
}

export const connectionHandlers = ({ notices, attempts, hosted }: ConnectionHandlersDeps): DeletionHandler[] => [
  {
    what: 'Meta’s notices about the numbers',
    erase: ({ accountId, phoneNumberIds, wabaIds }) => notices.erase(accountId, phoneNumberIds, wabaIds),
  },
  { what: 'Attempts to connect', erase: attempts.erase },
  { what: 'Sign-ups on Meta’s hosted page', erase: ({ soleWabaIds }) => hosted.erase(soleWabaIds) },
];

export interface RecordHandlersDeps {
  watching: Pick<Monitoring, 'erase'>;
  testMessages: Pick<TestMessageStore, 'erase'>;
  history: Pick<HistoryLog, 'erase'>;
  alerts: Pick<AlertService, 'erase'>;
  audit: Pick<AuditService, 'erase'>;
}

export function recordHandlers({
  watching,
  testMessages,
  history,
  alerts,
  audit,
}: RecordHandlersDeps): DeletionHandler[] {
  return [
    {
      what: 'Daily figures and test messages',
      async erase({ accountId, phoneNumberIds }) {
        const days = await watching.erase(accountId, phoneNumberIds);
        return days + (await testMessages.erase(accountId, phoneNumberIds));
      },
    },
    {
      what: 'History, alerts and log entries',
      async erase({ accountId, phoneNumberIds }) {
        const entries = await history.erase(accountId, phoneNumberIds);
        const alerted = await alerts.erase(accountId, phoneNumberIds);
        return entries + alerted + (await audit.erase(accountId, phoneNumberIds));
      },
    },
  ];
}

/** Last of all, since the others are found by the numbers. */
export const numbersHandler = (
  connections: Pick<ConnectionState, 'remove'>,
  numbers: Pick<NumberRepository, 'active'>,
  accounts: Pick<AccountService, 'setWaba'>,
): DeletionHandler => ({
  what: 'Numbers and their settings',
  async erase({ accountId, phoneNumberIds, metaUserId }) {
    const count = await connections.remove(accountId, phoneNumberIds, metaUserId);
    await accounts.setWaba(accountId, (await numbers.active(accountId))[0]?.wabaId ?? null);
    return count;
  },
});
