import type { MessageContent } from '@switchboard/contracts';
import type { WebhookContent } from '@switchboard/graph';
import { toMessageProblem } from '../../platform/messageProblem.js';
import { receivedMediaId } from '../ids.js';
import { toSearchedText } from '../inbox.dto.js';
import type { MessageRecord, StoredReaction } from '../message.model.js';
import { isLaterStatus } from '../messageStatus.js';
import type { MessageFact } from './earlyEvent.model.js';
import { applyReplyPrice } from './freeReplies.js';
import {
  type AboutAnotherMessage,
  isAboutAnotherMessage,
  isPlaceholder,
  readMedia,
  toMessageContent,
} from './messageContent.mapper.js';

export function toFact(content: AboutAnotherMessage, by: 'customer' | 'business', at: Date): MessageFact {
  switch (content.type) {
    case 'reaction':
      return { kind: 'reaction', by, emoji: content.emoji, at };
    case 'edit':
      return { kind: 'edit', at, content: content.content ?? null };
    case 'revoke':
      return { kind: 'revoke', by, at };
  }
}

/** The later fact by Meta's clock wins, in whatever order they come. @returns whether anything changed. */
export function applyFact(message: MessageRecord, fact: MessageFact): boolean {
  switch (fact.kind) {
    case 'status':
      return applyStatus(message, fact);
    case 'reaction':
      return applyReaction(message, fact);
    case 'edit':
      return applyEdit(message, fact);
    case 'revoke':
      return applyRevoke(message, fact);
    case 'file':
      return applyFile(message, fact);
  }
}

function applyStatus(
  message: MessageRecord,
  { status, at, error, price }: Extract<MessageFact, { kind: 'status' }>,
): boolean {
  if (message.direction !== 'out') return false;
  // A late status moves nothing, but has a time that nothing else has.
  const time = status === 'played' ? 'read' : status;
  const known = message.statusTimes?.[time];
  const isEarlier = known === undefined || at < known;
  if (isEarlier) message.statusTimes = { ...message.statusTimes, [time]: at };
  const isPriced = applyReplyPrice(message, price);
  if (!isLaterStatus(message.status, status)) return isEarlier || isPriced;
  message.status = status;
  if (status === 'failed') message.problem = toMessageProblem(error?.code ?? null, error?.title, error?.details);
  else delete message.problem;
  // Meta has it: nothing is left to send.
  delete message.outbox;
  delete message.nextTryAt;
  return true;
}

function applyReaction(message: MessageRecord, { by, emoji, at }: Extract<MessageFact, { kind: 'reaction' }>): boolean {
  const reactions = message.reactions ?? [];
  const current = reactions.find((reaction) => reaction.by === by);
  if (current && !isNewer({ emoji, at }, current)) return false;
  message.reactions = [...reactions.filter((reaction) => reaction.by !== by), { by, emoji, at }];
  return true;
}

/** Within one second a removal wins, then the greater text. */
function isNewer(a: Pick<StoredReaction, 'emoji' | 'at'>, b: Pick<StoredReaction, 'emoji' | 'at'>): boolean {
  if (a.at.getTime() !== b.at.getTime()) return a.at > b.at;
  if (a.emoji === b.emoji || b.emoji === null) return false;
  return a.emoji === null || a.emoji > b.emoji;
}

/** The first deletion counts; within one second that of the business. */
function applyRevoke(message: MessageRecord, { at, by }: Extract<MessageFact, { kind: 'revoke' }>): boolean {
  const deletedBy = by ?? (message.direction === 'in' ? 'customer' : 'business');
  if (message.deletedAt) {
    const isEarlier = at < message.deletedAt;
    const isSameSecond = at.getTime() === message.deletedAt.getTime();
    const isFirst = isEarlier || (isSameSecond && deletedBy === 'business' && message.deletedBy === 'customer');
    if (!isFirst) return false;
  }
  message.deletedAt = at;
  message.deletedBy = deletedBy;
  refreshSearchText(message);
  return true;
}

function refreshSearchText(message: MessageRecord): void {
  const searchText = toSearchedText(message);
  if (searchText) message.searchText = searchText;
  else delete message.searchText;
}

/** Older than every edit. */
const someTime = new Date(0);

function applyEdit(message: MessageRecord, { at, content }: Extract<MessageFact, { kind: 'edit' }>): boolean {
  const edited = content && !isAboutAnotherMessage(content) ? editedContent(message, content) : null;
  if (!edited) {
    if (message.editedAt) return false;
    message.editedAt = someTime;
    return true;
  }
  if (message.editedAt && message.editedAt > at) return false;
  // Within one second the greater text wins.
  const isSameSecond = message.editedAt?.getTime() === at.getTime();
  if (isSameSecond && JSON.stringify(message.content) >= JSON.stringify(edited)) return false;
  message.editedAt = at;
  message.content = edited;
  refreshSearchText(message);
  return true;
}

function applyFile(message: MessageRecord, { content }: Extract<MessageFact, { kind: 'file' }>): boolean {
  if (!isPlaceholder(message.content) || isAboutAnotherMessage(content) || !readMedia(content)) return false;
  message.content = toMessageContent(content, receivedMediaId(message._id));
  refreshSearchText(message);
  return true;
}

/** Null when it says nothing that could be shown. */
function editedContent(
  { content }: MessageRecord,
  changed: Exclude<WebhookContent, AboutAnotherMessage>,
): MessageContent | null {
  // It would hide the file that may still come.
  if (isPlaceholder(content)) return null;
  const mediaId = content.kind === 'media' ? content.media.mediaId : '';
  const edited = toMessageContent(changed, mediaId);
  if (content.kind === 'media') return edited.kind === 'media' ? { ...content, caption: edited.caption } : null;
  return edited.kind === 'media' || edited.kind === 'unsupported' ? null : edited;
}
