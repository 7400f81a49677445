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

/** Something works. *Again* is for a number that has been connected before. */
export const restored = (wasConnected: boolean, title: string, text: string): NumberAlert =>
  alert('number_restored', 'good', wasConnected ? `${title} again` : title, text);

/** What each rung means for a number that lacks it, and the alert that says so of a number that was here before. */
const lackingRungs: Partial<Record<RungName, { words: string; kind: AlertKind }>> = {
  authorised: { words: 'Meta has not confirmed the access to it yet.', kind: 'access_lost' },
  registered: { words: 'It is not registered at Meta yet, so it cannot send or receive.', kind: 'number_trouble' },
  subscribed: { words: 'Its webhooks are not on yet, so messages do not arrive.', kind: 'webhooks_off' },
};

/** The first rung that keeps a number from being connected. */
const lackingRung = ({ ladder }: NumberDto) =>
  ladder.find(({ rung, verdict }) => rung in lackingRungs && verdict !== 'good');

/** A number that was brought here. The word "connected" is for one that has earned it. */
export function arrival(number: NumberDto): NumberAlert {
  const { state } = number;
  if (state === 'connected') return alert('connected', 'good', 'Connected', 'It was connected to Switchboard.');
  if (state === 'paused')
    return alert('connected', 'info', 'Saved, paused', 'It was saved in Switchboard and is paused.');
  const lacking = lackingRung(number);
  const why = (lacking && lackingRungs[lacking.rung]?.words) ?? 'Not everything works yet.';
  const next = lacking?.next ? ` ${lacking.next}` : '';
  return alert('connected', 'warn', 'Saved, not connected yet', `It was saved in Switchboard. ${why}${next}`);
}

/** The alerts without the one that repeats what the arrival of a number that is only saved has said already. */
export function withoutRepeats(alerts: readonly NumberAlert[], number: NumberDto): NumberAlert[] {
  const isOnlySaved = alerts.some(({ kind, tone }) => kind === 'connected' && tone === 'warn');
  const lacking = isOnlySaved ? lackingRung(number) : undefined;
  return alerts.filter(({ kind }) => !lacking || kind !== lackingRungs[lacking.rung]?.kind);
}
