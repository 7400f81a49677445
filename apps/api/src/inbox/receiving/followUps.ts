import type { Model } from 'mongoose';
import type { DomainEvents } from '../../platform/domainEvents.js';
import type { AddressBookService } from '../addressBook.service.js';
import type { ConversationRecord } from '../conversation.model.js';
import type { PreferenceService } from '../preferences/preference.service.js';
import type { ResponderService } from '../responders/responder.service.js';
import { readMedia } from './messageContent.mapper.js';
import type { OwnEchoes } from './ownEchoes.js';
import type { ReceivePlan, RoutedLine, RoutedUpdate } from './receive.types.js';

export interface FollowUpsDeps {
  conversations: Model<ConversationRecord>;
  addressBook: Pick<AddressBookService, 'name'>;
  ownEchoes: Pick<OwnEchoes, 'join'>;
  preferences: Pick<PreferenceService, 'settle'>;
  responders: Pick<ResponderService, 'markStandby'>;
  events: DomainEvents;
}

/** What follows once received messages are stored. Mostly nothing: a plain message in a known conversation. */
export function createFollowUps(deps: FollowUpsDeps) {
  const { conversations, addressBook, ownEchoes, preferences, responders, events } = deps;

  function findTouched({ recount, touched }: ReceivePlan): Promise<ConversationRecord[]> {
    const ids = [...touched.values()].flatMap((one) => one.conversations.map(({ _id }) => _id));
    return conversations.find({ _id: { $in: [...recount, ...ids] } }).lean<ConversationRecord[]>();
  }

  return async function followUp(
    plan: ReceivePlan,
    routed: readonly RoutedUpdate[],
    lines: readonly RoutedLine[],
    again: boolean,
  ): Promise<void> {
    for (const echo of plan.ownEchoes) await ownEchoes.join(echo);
    const mayBeNamed = again ? await findTouched(plan) : withNewAddress(plan);
    await addressBook.name(mayBeNamed, again);
    await preferences.settle(mayBeNamed, again);
    if (lines.some(({ update }) => update.kind === 'handover')) await responders.markStandby(withResponder(plan));
    const isFile = routed.some(({ update }) => update.kind !== 'status' && readMedia(update.message.content));
    if (isFile || plan.newMedia.length > 0) events.emit('media.waiting', {});
  };
}
export type FollowUps = ReturnType<typeof createFollowUps>;

function withResponder({ newConversations, changedConversations, touched }: ReceivePlan): ConversationRecord[] {
  const all = [
    ...newConversations,
    ...changedConversations.map(({ after }) => after),
    ...[...touched.values()].flatMap((one) => one.conversations),
  ];
  return [...new Map(all.filter(({ responder }) => responder).map((one) => [one._id, one])).values()];
}

/** Their customer may have a name in an address book. */
const withNewAddress = ({ newConversations, changedConversations }: ReceivePlan): ConversationRecord[] => [
  ...newConversations,
  ...changedConversations.filter(({ before, after }) => before.addresses !== after.addresses).map(({ after }) => after),
];
