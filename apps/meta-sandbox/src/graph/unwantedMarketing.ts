import type { Chat } from '../messaging/chats.js';
import type { SandboxState } from '../state/sandboxState.js';
import type { BusinessNumber } from '../state/world.js';
import { cloudError } from './cloudError.js';
import type { Outgoing } from './outgoingMessage.js';

/**
 * Whether a message is marketing that the customer does not want (131050). Throws it at once where the dials say that what
 * may not be sent is refused.
 */
export function isUnwanted(message: Outgoing, number: BusinessNumber, chat: Chat, state: SandboxState): boolean {
  if (message.type !== 'template' || !state.optOuts.has(number.id, chat.customerId)) return false;
  const { name, language } = message.content;
  const template = state.templates.find({ id: number.wabaId }, name, language.code);
  if (template?.category !== 'MARKETING') return false;
  if (state.webhooks.dials.windowError === 'sync') throw cloudError(131050);
  return true;
}
