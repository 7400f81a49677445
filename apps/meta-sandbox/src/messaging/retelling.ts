import type { SandboxState } from '../state/sandboxState.js';
import { standbyChange } from '../webhooks/conversationChanges.js';
import { echoChange, historyChange, type JsonObject, messageChange, toSeconds } from '../webhooks/payload.js';
import { publish } from '../webhooks/routing.js';
import type { ChatMessage } from './chats.js';
import { type ChatPartners, findPartners, toPartition } from './customerActs.js';
import { tidy } from './customerContent.js';
import { type Names, type Naming, namesFor } from './naming.js';

export const retellingFields = ['history', 'messages', 'smb_message_echoes', 'standby'] as const;
export type RetellingField = (typeof retellingFields)[number];

export interface Retelling extends ChatPartners, Naming {
  as: RetellingField;
  /** By either name; by default the whole chat. What the field cannot contain is left out. */
  wamids?: readonly string[] | undefined;
  /** How `history` marks the business's own messages; by default `from_me`. */
  ownBy?: 'from_me' | 'to' | 'from' | undefined;
}

/**
 * Sends a chat again in another field, and under other names if wanted: as a phone's history overlaps with live
 * messages.
 */
export function retell(state: SandboxState, input: Retelling): Promise<void> {
  const { customer, number, chat } = findPartners(input, state);
  const names = namesFor(state, customer, number, input);
  const wanted = input.wamids?.map((wamid) => state.chats.find(wamid)?.message);
  // Calls and identity changes are no messages.
  const said = chat.messages.filter(({ type }) => type !== 'system' && type !== 'template');
  const messages = said.filter((message) => wanted === undefined || wanted.includes(message));
  const theirs = messages.filter(({ by }) => by === 'customer').map((message) => bodyFrom(message, names));
  const ours = messages.filter(({ by }) => by === 'business');
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
        return historyChange({ number: names.number, history: [makePast(messages, names, input.ownBy ?? 'from_me')] });
    }
  };
  return publish(state, change(), { partition: toPartition(input) });
}

function bodyFrom({ wamid, by, at, type, content }: ChatMessage, names: Names, more: JsonObject = {}): JsonObject {
  const isTheirs = by === 'customer';
  return tidy({
    from: isTheirs ? names.phone : names.business,
    from_user_id: isTheirs ? names.userId : undefined,
    from_parent_user_id: isTheirs ? names.parentUserId : undefined,
    ...more,
    id: names.wamid(wamid),
    timestamp: toSeconds(at),
    type,
    ...contentIn(type, content),
  });
}

/** The content of an unreadable body is the whole body. */
const contentIn = (type: string, content: unknown): JsonObject => {
  const isWhole = typeof content === 'object' && content !== null && 'type' in content && content.type === type;
  return isWhole ? { ...content } : { [type]: content };
};

const nestedEcho = ({ wamid, at, type, content }: ChatMessage, names: Names): JsonObject => ({
  id: names.wamid(wamid),
  timestamp: toSeconds(at),
  message: { messaging_product: 'whatsapp', to: names.phone ?? names.userId, type, [type]: content },
});

function makePast(messages: readonly ChatMessage[], names: Names, ownBy: 'from_me' | 'to' | 'from'): JsonObject {
  const told = messages
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
