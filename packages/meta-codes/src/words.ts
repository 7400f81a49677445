export type Tone = 'good' | 'info' | 'warn' | 'bad';
/** Whose turn it is, for the owner of a business. `unknown`: Meta does not describe the code. */
export type ShownTurn = 'you' | 'operator' | 'meta' | 'unknown';
/** The button of Switchboard that mends it. */
export type Fix = 'check_again' | 'reconnect' | 'register' | 'verify_number';

export interface Words {
  /** A few words, without a full stop. */
  title: string;
  /** What happened: whole sentences. */
  what: string;
  /** What to press or to do next: whole sentences. Null where there is nothing to do. */
  press: string | null;
  fix?: Fix;
  tone: Tone;
}

/** What the owner of a business reads about a code. */
export interface ErrorWords extends Words {
  turn: ShownTurn;
  /** Whether another try can work, at once or after what `press` asks for. */
  retryHelps: boolean;
}

const wordsWith =
  (tone: Tone) =>
  (title: string, what: string, press: string | null, fix?: Fix): Words => ({
    title,
    what,
    press,
    ...(fix && { fix }),
    tone,
  });

export const info = wordsWith('info');
export const warn = wordsWith('warn');
export const bad = wordsWith('bad');

export const reconnectIt = 'Reconnect the number on the WhatsApp page.';
export const askOperator = 'This is for the operator of Switchboard to mend.';

/** Said as a code, and as a subcode of 100. */
export const numberInUse = bad(
  'The number is in use on WhatsApp',
  'The number is registered to a WhatsApp account on a phone.',
  'Delete that account in the WhatsApp app on the phone, then press “Register”.',
  'register',
);
