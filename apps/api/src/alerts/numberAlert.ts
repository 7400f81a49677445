import type { AlertDto, AlertKind, NumberDto, RungName } from '@switchboard/contracts';

export interface NumberAlert {
  kind: AlertKind;
  tone: AlertDto['tone'];
  title: string;
  text: string;
}

export const alert = (kind: AlertKind, tone: NumberAlert['tone'], title: string, text: string): NumberAlert => ({
  kind,
  tone,
  title,
  text,
});

const lackingWords: Partial<Record<RungName, string>> = {
  authorised: 'Meta has not confirmed the access to it yet.',
  registered: 'It is not registered at Meta yet, so it cannot send or receive.',
  subscribed: 'Its webhooks are not on yet, so messages do not arrive.',
};

/** A number that was brought here. The word "connected" is for one that has earned it. */
export function arrival({ state, ladder }: NumberDto): NumberAlert {
  if (state === 'connected') return alert('connected', 'good', 'Connected', 'It was connected to Switchboard.');
  if (state === 'paused')
    return alert('connected', 'info', 'Saved, paused', 'It was saved in Switchboard and is paused.');
  const lacking = ladder.find(({ rung, verdict }) => rung in lackingWords && verdict !== 'good');
  const why = (lacking && lackingWords[lacking.rung]) ?? 'Not everything works yet.';
  return alert('connected', 'warn', 'Saved, not connected yet', `It was saved in Switchboard. ${why}`);
}
