import type { Interactive } from '../graph/outgoingInteractive.js';
import type { ChatMessage } from '../messaging/chats.js';
import type { CustomerContent } from '../messaging/customerContent.js';
import type { FilledTemplate } from '../messaging/templates.js';

/** One thing to tap under a message of a business. */
export interface Choice {
  /** Its place in the message. */
  key: string;
  title: string;
  description: string | null;
  /** The heading it stands under, in a list. */
  section: string | null;
  content: CustomerContent;
}

/** What a customer can tap in a message. */
export function choicesOf({ by, type, content }: ChatMessage): Choice[] {
  if (by !== 'business') return [];
  if (type === 'template') return templateChoices(content as FilledTemplate);
  return type === 'interactive' ? interactiveChoices(content as Interactive) : [];
}

const templateChoices = ({ buttons }: FilledTemplate): Choice[] =>
  buttons.flatMap(({ type, text, payload }, index) =>
    type === 'QUICK_REPLY'
      ? [
          {
            key: String(index),
            title: text,
            description: null,
            section: null,
            content: { type: 'button' as const, payload: payload ?? text, text },
          },
        ]
      : [],
  );

function interactiveChoices(content: Interactive): Choice[] {
  if (content.type === 'button') {
    return content.action.buttons.map(({ reply: { id, title } }) => ({
      key: id,
      title,
      description: null,
      section: null,
      content: { type: 'button_reply', id, title },
    }));
  }
  return content.action.sections.flatMap(({ title: section = null, rows }) =>
    rows.map(({ id, title, description }) => ({
      key: id,
      title,
      description: description ?? null,
      section,
      content: { type: 'list_reply' as const, id, title, description },
    })),
  );
}
