import type { CatalogueEntries } from './entry.js';

/** Conversations, and what is sent in them. */
export const inboxEntries = {
  conversation_not_found: {
    title: 'This conversation is not here',
    message: 'It does not exist, or it is not yours to see.',
    next: 'none',
  },
  message_not_found: {
    title: 'This message is not here',
    message: 'It does not exist, or it is not yours to see.',
    next: 'none',
  },
  window_closed: {
    title: 'The 24 hours are over',
    message: 'The customer wrote more than 24 hours ago, so WhatsApp takes only an approved template now.',
    next: 'none',
  },
  number_disconnected: {
    title: 'This number is disconnected',
    message: 'Nothing can be sent from it until it is connected again.',
    next: 'open_status',
  },
  template_not_found: {
    title: 'This template is not approved any more',
    message: 'Meta does not list it among the approved templates of this number. Choose another one.',
    next: 'fix_input',
  },
  template_incomplete: {
    title: 'Something is not filled in',
    message: 'Every variable of the template needs a value.',
    next: 'fix_input',
  },
  message_not_retryable: {
    title: 'There is nothing to try again',
    message: 'Only a message that failed, or whose outcome is unclear, can be tried again.',
    next: 'none',
  },
  message_not_held: {
    title: 'This message waits for nobody',
    message: 'It was decided already, here or by a colleague. The conversation shows what became of it.',
    next: 'none',
  },
  reaction_not_possible: {
    title: 'This message takes no reaction',
    message: 'WhatsApp takes reactions to messages of the last 30 days that have reached it.',
    next: 'none',
  },
  group_not_answerable: {
    title: 'Groups are answered on the phone',
    message: 'Switchboard shows what is written in a group, and cannot write in it yet. Nothing was sent.',
    next: 'none',
  },
  marketing_opted_out: {
    title: 'This customer wants no marketing',
    message:
      'The customer told WhatsApp so, and WhatsApp refuses marketing templates to them. Nothing was sent. Other templates and answers still arrive.',
    next: 'none',
  },
  take_over_refused: {
    title: 'Meta does not let you take over',
    message:
      'On this number only the one set up for escalation may take a conversation from whoever answers it. Answer with a template, which needs no taking over, or change who escalates in Meta Business Suite.',
    next: 'none',
  },
  nothing_to_hand_back: {
    title: 'There is nothing to hand back',
    message: 'You do not hold this conversation any more. Nothing was changed.',
    next: 'none',
  },
  client_id_used: {
    title: 'That was sent before',
    message: 'The same request was used for another message already. Nothing was sent twice.',
    next: 'none',
  },
} satisfies CatalogueEntries;
