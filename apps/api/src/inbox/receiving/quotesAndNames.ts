import { wamidKey } from '@switchboard/graph';
import { receivedMessageId, toEarlyEventId, wholeMessageId } from '../ids.js';
import type { MessageRecord, StoredQuote } from '../message.model.js';
import { ownMessageIds } from '../ownNames.js';
import type { EarlyEventRecord, EarlyFact, MessageFact } from './earlyEvent.model.js';
import { freeMonthIn } from './freeReplies.js';
import type { RoutedUpdate } from './receive.types.js';
import { inferDirection, isOtherForm, isSameQuote, takenName, toQuote } from './references.js';
import type { WorkingSet } from './workingSet.js';

type MessageUpdate = Exclude<RoutedUpdate['update'], { kind: 'status' }>;
type Kept = Pick<EarlyEventRecord, 'accountId' | 'phoneNumberId' | 'wamid' | 'arrivedAt'>;

export class QuotesAndNames {
  constructor(
    private readonly set: WorkingSet,
    private readonly again: boolean,
    private readonly taken: ReadonlySet<string> = new Set(),
  ) {}

  messageNamed(phoneNumberId: string, wamid: string): MessageRecord | undefined {
    const exact = this.set.findMessage(phoneNumberId, wamid);
    if (exact) return exact;
    const key = wamidKey(wamid);
    if (key === null) return undefined;
    return this.set.messagesWithKey(phoneNumberId, key).find((message) => this.#isOtherForm(message, wamid));
  }

  #isOtherForm(message: MessageRecord, wamid: string): boolean {
    const { accountId, phoneNumberId, conversationId } = message;
    return isOtherForm(message, wamid, this.set.conversation(conversationId), (address) =>
      this.set.conversationAt(accountId, phoneNumberId, address),
    );
  }

  /** Another customer's message, or one of another account, may have the id that both forms make. */
  newMessageId(accountId: string, phoneNumberId: string, wamid: string): string {
    const [id, whole] = this.taken.has(takenName(phoneNumberId, wamid))
      ? ownMessageIds(accountId, phoneNumberId, wamid)
      : [receivedMessageId(phoneNumberId, wamid), null];
    return this.set.message(id) ? (whole ?? wholeMessageId(phoneNumberId, wamid)) : id;
  }

  wamidKeyFor(phoneNumberId: string, wamid: string, direction: 'in' | 'out'): Pick<MessageRecord, 'wamidKey'> {
    const key = direction === 'out' ? wamidKey(wamid) : null;
    return key === null || this.set.messagesWithKey(phoneNumberId, key).length > 0 ? {} : { wamidKey: key };
  }

  /**
   * A status names a message of ours by our id and by Meta's. @returns whether the wamid is that message's; `echo` when
   * the phone's echo is stored beside it.
   */
  settleWamid(own: MessageRecord, wamid: string): { isOwn: boolean; echo?: MessageRecord } {
    if (own.wamid !== undefined) {
      return { isOwn: own.wamid === wamid || this.messageNamed(own.phoneNumberId, wamid) === own };
    }
    const holder = this.messageNamed(own.phoneNumberId, wamid);
    if (holder && holder !== own) {
      const isEcho =
        holder.accountId === own.accountId && holder.direction === 'out' && holder.origin !== 'switchboard';
      return isEcho ? { isOwn: true, echo: holder } : { isOwn: false };
    }
    own.wamid = wamid;
    Object.assign(own, this.wamidKeyFor(own.phoneNumberId, wamid, 'out'));
    this.set.touchMessage(own);
    return { isOwn: true };
  }

  /** @returns false when it is kept already. */
  keep({ accountId, phoneNumberId, wamid, arrivedAt }: Kept, about: EarlyFact): boolean {
    const key = wamidKey(wamid);
    return this.set.addEarlyEvent({
      _id: toEarlyEventId(accountId, phoneNumberId, wamid, JSON.stringify(about)),
      accountId,
      phoneNumberId,
      wamid,
      ...(key ? { wamidKey: key } : {}),
      at: about.at,
      arrivedAt,
      about,
      ...freeMonthIn(about),
    });
  }

  takeFacts(message: MessageRecord): MessageFact[] {
    const earlyEvents = this.set.takeEarlyEvents(message, ({ wamid }) => this.#isOtherForm(message, wamid));
    const facts: MessageFact[] = [];
    for (const { about, wamid } of earlyEvents) {
      if (about.kind === 'quote') this.#fill(about.messageId, message, wamid);
      else facts.push(about);
    }
    return facts;
  }

  #fill(answerId: string, quoted: MessageRecord, wamid: string): void {
    const answer = this.set.message(answerId);
    if (answer?.accountId !== quoted.accountId || answer === quoted) return;
    this.#show(answer, toQuote(quoted, answer.replyTo?.wamid ?? wamid));
  }

  quote(record: MessageRecord, { phoneNumberId, displayPhone, contact, message }: MessageUpdate): void {
    const { context } = message;
    const wamid = context?.repliesTo;
    if (!context || wamid === undefined) return;
    const quoted = this.messageNamed(phoneNumberId, wamid);
    if (quoted && quoted !== record) {
      record.replyTo = toQuote(quoted, wamid);
      return;
    }
    const direction = inferDirection(context, contact, displayPhone);
    record.replyTo = { wamid, id: null, preview: '', direction };
    const { accountId, arrivedAt, _id: messageId } = record;
    this.keep({ accountId, phoneNumberId, wamid, arrivedAt }, { kind: 'quote', messageId, at: message.timestamp });
  }

  refreshAnswersTo(message: MessageRecord): void {
    for (const answer of this.set.answersTo(message)) this.#show(answer, toQuote(message, answer.replyTo?.wamid));
  }

  #show(answer: MessageRecord, quote: StoredQuote): void {
    const how = answer.isPast ? 'refilled' : 'told';
    if (answer.replyTo && isSameQuote(answer.replyTo, quote)) {
      if (this.again) this.set.showMessage(answer, how);
      return;
    }
    answer.replyTo = quote;
    this.set.touchMessage(answer, how);
  }
}
