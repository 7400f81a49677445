import type { DictionaryKind, TurnDto } from '@switchboard/contracts';

export const kindWords: Record<DictionaryKind, { name: string; means: string }> = {
  error: { name: 'Error codes', means: 'What Meta answers when it refuses something, or when a message fails.' },
  cancel_step: { name: 'Signup window', means: 'Where Meta’s window was closed, and what to do the next time.' },
  account_event: { name: 'Account events', means: 'What Meta reports about WhatsApp accounts, numbers and templates.' },
  number_state: { name: 'States of a number', means: 'Meta’s words for how a number, its name and its sending are.' },
};

export const turnWords: Record<TurnDto, { name: string; means: string }> = {
  you: { name: 'You', means: 'Your turn' },
  operator: { name: 'The operator', means: 'The operator’s turn' },
  meta: { name: 'Meta', means: 'Meta’s turn' },
  unknown: { name: 'Not known', means: 'Not known whose turn' },
};
