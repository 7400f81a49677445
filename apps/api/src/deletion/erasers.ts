import type { AuditService } from '../accounts/audit.service.js';
import type { AlertService } from '../alerts/alert.service.js';
import type { HostedService } from '../connect/hosted/hosted.service.js';
import type { StoryService } from '../connect/story.service.js';
import type { AddressBookService } from '../inbox/addressBook.service.js';
import type { EraseService } from '../inbox/erase.service.js';
import type { PreferenceService } from '../inbox/preferences/preference.service.js';
import type { NoticeService } from '../numbers/notice.service.js';
import type { TestMessageStore } from '../numbers/testMessage.store.js';
import type { Watching } from '../watching/watching.js';
import type { Webhooks } from '../webhooks/webhooks.js';
import type { Eraser } from './erasure.js';

export interface ErasersDeps {
  erase: EraseService &
    Webhooks['erase'] & { addressBook: AddressBookService['erase']; preferences: PreferenceService['erase'] };
  notices: Pick<NoticeService, 'erase'>;
  hosted: Pick<HostedService, 'erase'>;
  story: Pick<StoryService, 'erase' | 'eraseAttempts'>;
  alerts: Pick<AlertService, 'erase'>;
  audit: Pick<AuditService, 'erase'>;
  watching: Pick<Watching, 'erase'>;
  testMessages: Pick<TestMessageStore, 'erase'>;
}

/**
 * Every kind of data that is kept about numbers, in the order in which it goes: what is found by something else goes
 * before that. Whoever keeps a new kind of data about numbers adds it here; a test looks through the whole database.
 */
export function erasersOf({
  erase,
  notices,
  hosted,
  story,
  alerts,
  audit,
  watching,
  testMessages,
}: ErasersDeps): Eraser[] {
  return [
    {
      what: 'Webhooks from Meta, as they came',
      erase: ({ soleIds, displayPhones, soleWabaIds }) =>
        erase.deliveries({ names: [...soleIds, ...displayPhones], wabaIds: soleWabaIds }),
    },
    { what: 'Messages that waited for a number', erase: (place) => erase.quarantine(place.accountId, place) },
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
    {
      what: 'Meta’s notices about the numbers',
      erase: ({ accountId, phoneNumberIds, wabaIds }) => notices.erase(accountId, phoneNumberIds, wabaIds),
    },
    { what: 'Attempts to connect', erase: story.eraseAttempts },
    { what: 'Sign-ups on Meta’s hosted page', erase: ({ soleWabaIds }) => hosted.erase(soleWabaIds) },
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
        const told = await story.erase(accountId, phoneNumberIds);
        const alerted = await alerts.erase(accountId, phoneNumberIds);
        return told + alerted + (await audit.erase(accountId, phoneNumberIds));
      },
    },
  ];
}
