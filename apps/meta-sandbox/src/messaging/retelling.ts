import type { SandboxState } from '../state/sandboxState.js';
import { standbyChange } from '../webhooks/conversationChanges.js';
import { echoChange, historyChange, type JsonObject, messageChange, secondsOf } from '../webhooks/payload.js';
import { publish } from '../webhooks/routing.js';
import type { ChatMessage } from './chats.js';
import { type ChatPartners, laneOf, partnersOf } from './customerActs.js';
import { tidy } from './customerContent.js';
import { type Names, type Naming, namesFor } from './naming.js';

export const retellingFields = ['history', 'messages', 'smb_message_echoes', 'standby'] as const;
export type RetellingField = (typeof retellingFields)[number];

export interface Retelling extends ChatPartners, Naming {
  /** Which field tells the messages once more. */
  as: RetellingField;
  /** The messages, by either name; the whole chat when left out. What the field cannot tell is left out. */
  wamids?: readonly string[] | undefined;
  /** In `history`, what says that a message is the business's own: `from_me` (when left out), a `to`, or `from` alone. */
  ownBy?: 'from_me' | 'to' | 'from' | undefined;
}

/**
 * Tells what was said in a chat again, in another field and if wanted by other names: as a phone's history that overlaps
 * with live messages does (meta-platform 17.2). Throws when one of the two does not exist.
 */
export function retell(state: SandboxState, input: Retelling): Promise<void> {
  const { customer, number, chat } = partnersOf(input, state);
  const names = namesFor(state, customer, number, input);
  const wanted = input.wamids?.map((wamid) => state.chats.find(wamid)?.message);
  const messages = chat.messages.filter((message) => wanted === undefined || wanted.includes(message));
  const theirs = messages.filter(({ by }) => by === 'customer').map((message) => bodyFrom(message, names));
  const ours = messages.filter(({ by, type }) => by === 'business' && type !== 'template');
  const common = { number: names.number, contacts: [names.contact] };
  const change = () => {
    switch (input.as) {
      case 'messages':
        return messageChange({ ...common, messages: theirs });
      case 'smb_message_echoes': {
        const echoes = ours.map((message) => bodyFrom(message, names, { to: names.phone, to_user_id: names.userId }));
        return echoChange({ number: names.number, echoes, contacts: [names.echoContact] });
      }
      case 'standby':
        return standbyChange({
          ...common,
          messages: theirs,
          echoes: ours.map((message) => nestedEcho(message, names)),
        });
      case 'history':
        return historyChange({ number: names.number, history: [pastOf(messages, names, input.ownBy ?? 'from_me')] });
    }
  };
  return publish(state, change(), { lane: laneOf(input) });
}

function bodyFrom({ wamid, by, at, type, content }: ChatMessage, names: Names, more: JsonObject = {}): JsonObject {
  const isTheirs = by === 'customer';
  return tidy({
    from: isTheirs ? names.phone : names.business,
    from_user_id: isTheirs ? names.userId : undefined,
    from_parent_user_id: isTheirs ? names.parentUserId : undefined,
    ...more,
    id: names.wamid(wamid),
    timestamp: secondsOf(at),
    type,
    [type]: content,
  });
}

const nestedEcho = ({ wamid, at, type, content }: ChatMessage, names: Names): JsonObject => ({
  id: names.wamid(wamid),
  timestamp: secondsOf(at),
  message: { messaging_product: 'whatsapp', to: names.phone ?? names.userId, type, [type]: content },
});

function pastOf(messages: readonly ChatMessage[], names: Names, ownBy: 'from_me' | 'to' | 'from'): JsonObject {
  const told = messages
    .filter(({ type }) => type !== 'template' && type !== 'system')
    .map((message) => {
      const isOwn = message.by === 'business';
      const to = isOwn && ownBy === 'to' ? { to: names.phone ?? names.userId } : {};
      const mark = isOwn && ownBy === 'from_me' ? { from_me: true } : {};
      return { ...bodyFrom(message, names, to), history_context: { ...mark, status: isOwn ? 'read' : 'pending' } };
    })
    // The newest first, as Meta does.
    .toReversed();
  const context = tidy({ wa_id: names.phone, user_id: names.userId, parent_user_id: names.parentUserId });
  const thread = { id: names.phone ?? names.userId, context, messages: told };
  return { metadata: { phase: 0, chunk_order: 1, progress: 100 }, threads: [thread] };
}
