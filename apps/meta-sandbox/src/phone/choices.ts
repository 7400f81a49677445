import type { Interactive } from '../graph/outgoingInteractive.js';
import type { ChatMessage } from '../messaging/chats.js';
import type { CustomerContent } from '../messaging/customerContent.js';
import type { FilledButton, FilledTemplate } from '../messaging/template.types.js';

export interface Choice {
  key: string;
  title: string;
  description: string | null;
  section: string | null;
  content: CustomerContent;
}

export function listChoices({ by, type, content }: ChatMessage): Choice[] {
  if (by !== 'business') return [];
  if (type === 'template') return templateChoices(content as FilledTemplate);
  return type === 'interactive' ? interactiveChoices(content as Interactive) : [];
}

/** A quick reply returns its payload, a Flow its token as if filled in. */
const buttonChoice = ({ type, text, payload }: FilledButton, key: string, section: string | null): Choice[] => {
  const choice = { key, title: text, description: null, section };
  switch (type) {
    case 'QUICK_REPLY':
      return [{ ...choice, content: { type: 'button', payload: payload ?? text, text } }];
    case 'FLOW':
      return [{ ...choice, content: flowReply(payload ?? 'unused') }];
    default:
      return [];
  }
};

const flowReply = (flowToken: string): CustomerContent => ({
  type: 'flow_reply',
  body: 'Sent',
  response: { flow_token: flowToken },
});

const templateChoices = ({ buttons, cards }: FilledTemplate): Choice[] => [
  ...buttons.flatMap((button, index) => buttonChoice(button, String(index), null)),
  ...cards.flatMap((card, place) =>
    card.buttons.flatMap((button, index) => buttonChoice(button, `${place}.${index}`, `Card ${place + 1}`)),
  ),
];

/** The answer to a location request. */
const askedPlace = { type: 'location', latitude: 52.52, longitude: 13.405, name: 'Where I am' } as const;

function interactiveChoices(content: Interactive): Choice[] {
  const only = (title: string, answer: CustomerContent): Choice[] => [
    { key: '0', title, description: null, section: null, content: answer },
  ];
  switch (content.type) {
    case 'button':
      return content.action.buttons.map(({ reply: { id, title } }) => ({
        key: id,
        title,
        description: null,
        section: null,
        content: { type: 'button_reply', id, title },
      }));
    case 'list':
      return content.action.sections.flatMap(({ title: section = null, rows }) =>
        rows.map(({ id, title, description }) => ({
          key: id,
          title,
          description: description ?? null,
          section,
          content: { type: 'list_reply' as const, id, title, description },
        })),
      );
    case 'flow':
      return only(content.action.parameters.flow_cta, flowReply(content.action.parameters.flow_token ?? 'unused'));
    case 'location_request_message':
      return only('Send location', askedPlace);
    default:
      return [];
  }
}
