import type { AddressBookService } from '../inbox/addressBook.service.js';
import type { PreferenceService } from '../inbox/preferences/preference.service.js';
import { billedIn } from '../inbox/receiving/freeReplies.js';
import type { ReceiveService } from '../inbox/receiving/receive.service.js';
import type { NumberAccount } from '../numbers/liveAccounts.js';
import type { NamedPreference, NoticeService } from '../numbers/notice.service.js';
import type { Metrics } from '../platform/metrics.js';
import type { NumberActivity } from './numberActivity.js';
import type { RoutedUpdates } from './updateRouting.js';

export interface InboxIntakeDeps {
  inbox: Pick<ReceiveService, 'receive'>;
  addressBook: Pick<AddressBookService, 'receive'>;
  preferences: Pick<PreferenceService, 'receive' | 'findName'>;
  notices: Pick<NoticeService, 'keepReported'>;
  /** Notes the numbers of which Meta billed replies, with the first time of each. */
  noteBilled: (
    billed: ReadonlyMap<string, Date>,
    findAccountId: (phoneNumberId: string) => string | undefined,
  ) => Promise<void>;
  activity: NumberActivity;
  metrics: Pick<Metrics, 'updates'>;
}

/** Stores the routed updates of a round. Names and preferences come before the messages, which show them. */
export function createInboxIntake(deps: InboxIntakeDeps) {
  const { inbox, addressBook, preferences, notices, activity, metrics } = deps;

  async function storeMessages(
    { inbox: updates, lines }: RoutedUpdates,
    holders: ReadonlyMap<string, NumberAccount>,
    again: boolean,
  ): Promise<void> {
    const { fresh, repeated, delivered } = await inbox.receive(updates, again, lines);
    metrics.updates.inc({ kind: 'inbox', result: 'fresh' }, fresh);
    metrics.updates.inc({ kind: 'inbox', result: 'repeated' }, repeated);
    await activity.record('delivered', delivered, holders);
    const billed = billedIn(updates);
    if (billed.size > 0) await deps.noteBilled(billed, (id) => holders.get(id)?.accountId);
  }

  async function storeNotices({ stated, problems }: RoutedUpdates): Promise<void> {
    const named: NamedPreference[] = [];
    for (const one of stated) {
      named.push({ ...one, knownName: await preferences.findName(one.accountId, one.update) });
    }
    await notices.keepReported(problems, named);
  }

  return async function store(
    routes: RoutedUpdates,
    holders: ReadonlyMap<string, NumberAccount>,
    again: boolean,
  ): Promise<void> {
    if (routes.contacts.length > 0) await addressBook.receive(routes.contacts, again);
    if (routes.preferences.length > 0) await preferences.receive(routes.preferences, again);
    if (routes.inbox.length > 0 || routes.lines.length > 0) await storeMessages(routes, holders, again);
    if (routes.stated.length > 0 || routes.problems.length > 0) await storeNotices(routes);
    await activity.recordResponders(routes.inbox, routes.lines);
  };
}
export type InboxIntake = ReturnType<typeof createInboxIntake>;
