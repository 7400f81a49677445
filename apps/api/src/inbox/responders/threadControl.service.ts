import type { ThreadControlRequest } from '@switchboard/contracts';
import type { GraphClient, GraphFailure } from '@switchboard/graph';
import type { Model } from 'mongoose';
import type { AccountService } from '../../accounts/account.service.js';
import type { AuditService } from '../../accounts/audit.service.js';
import type { NumberRepository } from '../../numbers/number.repository.js';
import type { Clock } from '../../platform/clock.js';
import { AppError } from '../../platform/errors.js';
import { problemOfFailure } from '../../platform/graphProblem.js';
import { activeNumber } from '../activeNumber.js';
import type { ChangeService } from '../change.service.js';
import type { ConversationRecord } from '../conversation.model.js';
import type { ConversationService } from '../conversation.service.js';
import { lineId, sortKeyOf } from '../ids.js';
import { type InboxWrites, rowsOf } from '../inboxWrites.js';
import type { MessageRecord } from '../message.model.js';
import { recipientOf } from '../sending/outgoing.js';
import { type Handover, ownHandover, responderAt, withSign } from './responder.js';

export interface ThreadControlDeps {
  messages: Model<MessageRecord>;
  conversations: ConversationService;
  accounts: AccountService;
  numbers: NumberRepository;
  graph: GraphClient;
  audit: Pick<AuditService, 'record'>;
  writes: InboxWrites;
  changes: Pick<ChangeService, 'announce'>;
  clock: Clock;
}

/** Who pressed, and from where. */
export interface Presser {
  accountId: string;
  userId: string;
  address?: string | undefined;
}

type Act = 'take' | 'pass' | 'release';

/** Only the one that is set up for escalation may take a conversation (meta-platform 17.1). */
const mayNotTake = 2494191;
const isRefusedTake = ({ code, subcode }: GraphFailure): boolean => code === mayNotTake || subcode === mayNotTake;

const told = {
  take: { action: 'conversation.taken', text: 'took over a conversation' },
  pass: { action: 'conversation.handed_back', text: 'handed a conversation back' },
  release: { action: 'conversation.handed_back', text: 'let go of a conversation' },
} as const;

/** Taking a conversation from whoever answers it, and handing it back (Meta's `thread_control`). */
export function createThreadControl(deps: ThreadControlDeps) {
  const { conversations, accounts, numbers, graph, audit, writes, changes, clock } = deps;
  const rows = rowsOf(deps.messages);

  async function ask(conversation: ConversationRecord, act: Act, targetRole: string | undefined): Promise<void> {
    const number = await activeNumber(numbers, conversation.accountId, conversation.phoneNumberId);
    const to = recipientOf(conversation);
    if (!to) throw new AppError('invalid_request', { message: 'There is no address of this customer to ask about.' });
    const { accessToken } = await numbers.open(number);
    const answer = await graph.controlThread({
      phoneNumberId: conversation.phoneNumberId,
      token: accessToken,
      to,
      action: act,
      ...(targetRole === undefined ? {} : { targetRole }),
    });
    if (answer.ok) return;
    const { code, message, details, fbtraceId } = problemOfFailure(answer.failure);
    if (act === 'take' && isRefusedTake(answer.failure)) {
      throw new AppError('take_over_refused', { details: { ...details, fbtraceId } });
    }
    throw new AppError(code, { message, details: { ...details, fbtraceId } });
  }

  /** A line of the thread, so that colleagues see later who answered when. */
  async function writeLine(presser: Presser, conversation: ConversationRecord, done: Handover): Promise<MessageRecord> {
    const { accountId, userId } = presser;
    const { _id: conversationId, phoneNumberId } = conversation;
    const { at, from, to } = done;
    const _id = lineId(accountId, phoneNumberId, 'own', conversationId, at.toISOString());
    const record: MessageRecord = {
      ...{ _id, accountId, phoneNumberId, conversationId, at },
      direction: 'out',
      origin: 'switchboard',
      author: { userId, name: await accounts.nameOfUser(userId) },
      arrivedAt: at,
      sortKey: sortKeyOf(at, at, 0, _id),
      content: { kind: 'handover', from, to, isOwn: true, summary: null },
      status: 'sent',
      revision: 1,
    };
    await rows.insertOne(record);
    return record;
  }

  async function act(presser: Presser, found: ConversationRecord, own: Act, targetRole?: string) {
    await ask(found, own, targetRole);
    const { accountId, userId, address } = presser;
    const { action, text } = told[own];
    // Meta has done it: what is known here changes now, because a release is told by no webhook.
    const done = ownHandover(own, found.responder, clock.now(), targetRole);
    await writes.changeConversation(accountId, found._id, ({ responder }) => ({
      responder: withSign(responder, { kind: 'handover', handover: done }),
    }));
    const line = await writeLine(presser, found, done);
    await writes.noteMessage(line);
    await audit.record({
      accountId,
      action,
      text: `Somebody ${text}.`,
      userId,
      address,
      phoneNumberId: found.phoneNumberId,
    });
    await changes.announce(accountId, { messageIds: [line._id], conversationIds: [found._id] });
    return conversations.find(accountId, found._id);
  }

  return {
    /**
     * @returns the conversation as it is then.
     * @throws AppError `conversation_not_found`, `group_not_answerable`, `number_disconnected`, `number_paused`;
     *   `take_over_refused` when another one is set up for escalation, `nothing_to_hand_back` when it is not ours; or
     *   whatever else Meta answered.
     */
    async control(
      presser: Presser,
      conversationId: string,
      { action }: ThreadControlRequest,
    ): Promise<ConversationRecord> {
      const found = await conversations.find(presser.accountId, conversationId);
      if (found.isGroup) throw new AppError('group_not_answerable');
      const now = found.responder && responderAt(found.responder, clock.now());
      if (action === 'take') {
        // Pressed twice, or by two colleagues.
        return now?.who === 'us' ? found : act(presser, found, 'take');
      }
      if (now?.who !== 'us') throw new AppError('nothing_to_hand_back');
      return now.backTo === null ? act(presser, found, 'release') : act(presser, found, 'pass', now.backTo);
    },
  };
}
export type ThreadControl = ReturnType<typeof createThreadControl>;
