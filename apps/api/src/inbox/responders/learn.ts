import type { InboundMessageUpdate, MessageEchoUpdate } from '@switchboard/graph';
import type { ConversationRecord } from '../conversation.model.js';
import type { MessageRecord } from '../message.model.js';
import { otherAt, type ResponderState, withSign } from './responder.js';

type Known = Pick<ConversationRecord, 'responder' | 'lastInboundAt' | 'lastInboundWamid'>;

/**
 * A message that came to us is ours to answer. Where nobody else was ever seen nothing is kept, so plain messages cost
 * nothing.
 *
 * @returns the same object when nothing changes.
 */
export function responderAfter(
  { responder, lastInboundAt, lastInboundWamid }: Known,
  { kind, isStandby, groupId, message }: InboundMessageUpdate | MessageEchoUpdate,
): ResponderState | undefined {
  const at = message.timestamp;
  if (groupId !== undefined || message.content.type === 'system') return responder;
  if (!isStandby) return responder && kind === 'message' ? withSign(responder, { kind: 'ours', at }) : responder;
  const before =
    responder ??
    (lastInboundAt && lastInboundWamid ? withSign(undefined, { kind: 'ours', at: lastInboundAt }) : undefined);
  return withSign(before, { kind: 'theirs', at });
}

export function standbyMarks(
  { responder }: Known,
  update: InboundMessageUpdate | MessageEchoUpdate,
): { isStandby?: true; origin?: 'meta_agent' | 'other_app' } {
  if (!update.isStandby) return {};
  if (update.kind === 'message') return { isStandby: true };
  return { isStandby: true, origin: originAt(responder, update.message.timestamp) };
}

export function originAt(responder: ResponderState | undefined, at: Date): 'meta_agent' | 'other_app' {
  return responder && otherAt(responder, at).who === 'meta_agent' ? 'meta_agent' : 'other_app';
}

/**
 * A free message that Meta took makes us the one who answers; a template does not (meta-platform 17.1).
 *
 * @returns the same object when nothing changes.
 */
export function responderOnSending(
  responder: ResponderState | undefined,
  { origin, content, status, statusTimes }: Pick<MessageRecord, 'origin' | 'content' | 'status' | 'statusTimes'>,
): ResponderState | undefined {
  const at = statusTimes?.sent;
  const isLine = content.kind === 'template' || content.kind === 'handover';
  if (!responder || !at || origin !== 'switchboard' || isLine || status === 'failed') return responder;
  return withSign(responder, { kind: 'ours', at });
}

export function sentBy({ direction, isStandby, origin }: Pick<MessageRecord, 'direction' | 'isStandby' | 'origin'>): {
  sentBy?: 'meta_agent' | 'other_app';
} {
  const isOther = direction === 'out' && isStandby && (origin === 'meta_agent' || origin === 'other_app');
  return isOther ? { sentBy: origin } : {};
}
