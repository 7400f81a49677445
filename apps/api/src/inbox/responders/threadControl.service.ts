import type { ThreadControlRequest } from '@switchboard/contracts';
import type { Clock } from '../../platform/clock.js';
import { AppError } from '../../platform/errors.js';
import type { ConversationRecord } from '../conversation.model.js';
import type { ConversationService } from '../conversation.service.js';
import type { ControlAction, ControlCall } from './controlCall.js';
import type { Actor, ControlLog } from './controlLog.js';
import { ownHandover, responderAt } from './responder.js';

export interface ThreadControlDeps {
  conversations: Pick<ConversationService, 'find'>;
  callMeta: ControlCall;
  keep: ControlLog;
  clock: Clock;
}

export function createThreadControl({ conversations, callMeta, keep, clock }: ThreadControlDeps) {
  async function act(actor: Actor, found: ConversationRecord, own: ControlAction, targetRole?: string) {
    await callMeta(found, own, targetRole);
    await keep(actor, found, own, ownHandover(own, found.responder, clock.now(), targetRole));
    return conversations.find(actor.accountId, found._id);
  }

  return {
    /**
     * @throws AppError `conversation_not_found`, `group_not_answerable`, `number_disconnected`, `number_paused`,
     * `take_over_refused` when another app is set up for escalation, `nothing_to_hand_back`, or what Meta answered.
     */
    async control(actor: Actor, conversationId: string, { action }: ThreadControlRequest): Promise<ConversationRecord> {
      const found = await conversations.find(actor.accountId, conversationId);
      if (found.isGroup) throw new AppError('group_not_answerable');
      const now = found.responder && responderAt(found.responder, clock.now());
      if (action === 'take') {
        return now?.who === 'us' ? found : act(actor, found, 'take');
      }
      if (now?.who !== 'us') throw new AppError('nothing_to_hand_back');
      return now.backTo === null ? act(actor, found, 'release') : act(actor, found, 'pass', now.backTo);
    },
  };
}
export type ThreadControl = ReturnType<typeof createThreadControl>;
