import { readAddresses } from './addresses.js';
import { type ContactFinder, createContactFinder } from './contacts.js';
import { asId, asObject, type JsonObject } from './jsonReaders.js';
import { type NumberPlace, type Place, readItems, readPlace, toUnknown } from './place.js';
import { readCallStatus } from './readCalls.js';
import { readSummary } from './readHandover.js';
import { readMessage } from './readMessage.js';
import { readProblem } from './readProblem.js';
import { readSent } from './readSent.js';
import { readStatus } from './readStatus.js';
import { readWhoChanged } from './readSystem.js';
import type { InboundMessageUpdate, MessageEchoUpdate, MessageStatusUpdate, WebhookUpdate } from './webhook.types.js';

/**
 * What a change tells about one number: lists of messages, echoes, statuses and errors, any of which may be there
 * (meta-platform 8.4). With `standby` all of them stand one level deeper (17.1).
 */
export function readNumberChange(base: Place, value: JsonObject, updates: WebhookUpdate[]): void {
  const before = updates.length;
  const isStandby = base.field === 'standby';
  const nested = isStandby ? asObject(value.standby) : undefined;
  const place = readPlace(base, nested && value.metadata === undefined ? nested : value);
  if (nested) readLists(place, nested, updates, isStandby);
  readLists(place, value, updates, isStandby);
  if (updates.length === before) updates.push(toUnknown(place, 'malformed', value));
}

function readLists(
  place: ReturnType<typeof readPlace>,
  value: JsonObject,
  updates: WebhookUpdate[],
  isStandby: boolean,
): void {
  const findContact = createContactFinder(value.contacts);
  const messages: InboundMessageUpdate[] = [];
  const contexts: ConversationContext[] = [];
  readItems(place, value.messages, updates, (at, item) => {
    const update = readInbound(at, item, findContact);
    if (update && isStandby) update.isStandby = true;
    if (item.conversation_context !== undefined) contexts.push({ context: item.conversation_context, of: [update] });
    if (update) messages.push(update);
    return update;
  });
  if (value.conversation_context !== undefined) contexts.push({ context: value.conversation_context, of: messages });
  for (const said of contexts) updates.push(readContext(place, said, isStandby));
  readItems(place, value.message_echoes, updates, (at, item) => {
    const update = readEcho(at, item, findContact);
    if (update && isStandby) update.isStandby = true;
    return update;
  });
  readItems(place, value.statuses, updates, (at, item) => {
    const update = toStatusUpdate(at, item, findContact);
    if (update?.kind === 'status' && isStandby) update.isStandby = true;
    return update;
  });
  readItems(place, value.errors, updates, readProblem);
}

interface ConversationContext {
  context: unknown;
  of: readonly (InboundMessageUpdate | undefined)[];
}

/**
 * What the responder before us wrote about the conversation comes with our first message of it, inside or beside it
 * (17.1): control is ours then. Beside messages of several people nothing tells whose it is.
 */
function readContext(place: Place, { context, of }: ConversationContext, isStandby: boolean): WebhookUpdate {
  const summary = readSummary(context);
  const last = of.at(-1);
  const isOfOne = new Set(of.map((message) => message?.contact.userId ?? message?.contact.waId)).size === 1;
  if (summary === undefined || !last || !isOfOne || last.groupId !== undefined || isStandby) {
    return toUnknown(place, 'malformed', { conversation_context: context });
  }
  const { entryId, field, phoneNumberId, displayPhone, contact, message } = last;
  const base = { entryId, field, phoneNumberId, displayPhone, contact };
  return { kind: 'handover', ...base, action: 'passed', at: message.timestamp, summary };
}

function readInbound(
  place: NumberPlace,
  item: JsonObject,
  findContact: ContactFinder,
): InboundMessageUpdate | undefined {
  const message = readMessage(item);
  if (message === undefined) return undefined;
  const contact =
    message.content.type === 'system'
      ? readWhoChanged(item, message.content, findContact)
      : findContact(readAddresses(item.from, item.from_user_id, item.from_parent_user_id));
  if (contact === undefined) return undefined;
  const update: InboundMessageUpdate = { kind: 'message', ...place, contact, message };
  if (!isThere(item.group_id)) return update;
  // A group whose name cannot be read is not the person's own conversation, either.
  const groupId = asId(item.group_id);
  return groupId === undefined ? undefined : { ...update, groupId };
}

/** What was sent: told like a message, or as the body that a program gave Meta under `message` (17.1). */
function readEcho(place: NumberPlace, item: JsonObject, findContact: ContactFinder): MessageEchoUpdate | undefined {
  const body = item.type === undefined ? asObject(item.message) : undefined;
  const message = body ? readSent(item, body) : readMessage(item);
  if (message === undefined) return undefined;
  const sent = body ?? item;
  if (sent.recipient_type === 'group' || isThere(item.group_id)) {
    const groupId = asId(item.group_id) ?? asId(sent.to) ?? asId(sent.recipient);
    return groupId === undefined ? undefined : { kind: 'echo', ...place, contact: {}, message, groupId };
  }
  const contact = findContact(
    readAddresses(item.to ?? body?.to, item.to_user_id ?? sent.recipient, item.to_parent_user_id),
  );
  return contact && { kind: 'echo', ...place, contact, message };
}

const isThere = (value: unknown) => value !== undefined && value !== null && value !== '';

function toStatusUpdate(
  place: NumberPlace,
  item: JsonObject,
  findContact: ContactFinder,
): MessageStatusUpdate | WebhookUpdate | undefined {
  const status = readStatus(item);
  return status ? { kind: 'status', ...place, ...status } : readCallStatus(place, item, findContact);
}
