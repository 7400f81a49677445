import type { Model } from 'mongoose';
import { getCollection } from '../inboxWrites.js';
import { maxHandovers } from '../limits.js';
import type { MessageRecord } from '../message.model.js';
import { type Handover, type ResponderSign, type ResponderState, withSign } from './responder.js';

type DecidingMessage = Pick<
  MessageRecord,
  'at' | 'content' | 'direction' | 'origin' | 'isStandby' | 'isPast' | 'status' | 'statusTimes'
>;

const lines = ['system', 'handover', 'call'];
/** A template needs no ownership (meta-platform 17.1). */
const notOurSigns = ['template', 'handover'];

const readOwnAct = (content: Extract<MessageRecord['content'], { kind: 'handover' }>): Handover['own'] => {
  if (!content.isOwn) return undefined;
  return content.to.who === 'us' ? 'take' : content.to.who === 'nobody' ? 'release' : 'pass';
};

function readSign(message: DecidingMessage): ResponderSign | null {
  const { at, content, direction, origin, isStandby, isPast, status, statusTimes } = message;
  if (content.kind === 'handover') {
    const { from, to, summary } = content;
    const own = readOwnAct(content);
    const handover: Handover = { at, from, to, ...(summary ? { summary } : {}), ...(own ? { own } : {}) };
    return { kind: 'handover', handover };
  }
  if (isStandby) return { kind: 'theirs', at };
  if (direction === 'in') return isPast || lines.includes(content.kind) ? null : { kind: 'ours', at };
  const isTaken = origin === 'switchboard' && status !== 'failed' && !notOurSigns.includes(content.kind);
  return isTaken && statusTimes?.sent ? { kind: 'ours', at: statusTimes.sent } : null;
}

/** By the messages of a thread alone, after a move. Pure. @returns undefined where nobody else ever answered. */
export function deriveResponder(messages: readonly DecidingMessage[]): ResponderState | undefined {
  const signs = messages.flatMap((message) => readSign(message) ?? []);
  if (signs.every(({ kind }) => kind === 'ours')) return undefined;
  return signs.reduce<ResponderState | undefined>(withSign, undefined);
}

/** The latest of each kind. */
export async function decidingMessages(
  model: Model<MessageRecord>,
  accountId: string,
  conversationId: string,
): Promise<MessageRecord[]> {
  const latest = (filter: object, most = 1) =>
    getCollection(model)
      .find({ accountId, conversationId, ...filter } as never)
      .sort({ sortKey: -1 })
      .limit(most)
      .toArray();
  const found = await Promise.all([
    latest({ 'content.kind': 'handover' }, maxHandovers),
    latest({ isStandby: true }),
    latest({
      direction: 'in',
      isStandby: { $ne: true },
      isPast: { $ne: true },
      'content.kind': { $nin: lines },
    }),
    latest({
      direction: 'out',
      origin: 'switchboard',
      status: { $ne: 'failed' },
      'statusTimes.sent': { $exists: true },
      'content.kind': { $nin: notOurSigns },
    }),
  ]);
  return found.flat();
}
