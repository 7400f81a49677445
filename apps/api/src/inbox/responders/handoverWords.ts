import type { MessageContent, ResponderParty } from '@switchboard/contracts';

const names: Record<ResponderParty['who'], string> = {
  us: 'your team',
  meta_agent: 'Meta’s agent',
  other_app: 'another app',
  nobody: 'nobody',
};

export const partyName = ({ who }: ResponderParty): string => names[who];
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export function handoverPreview({ to, isOwn, summary }: Extract<MessageContent, { kind: 'handover' }>): string {
  if (isOwn) return to.who === 'us' ? 'Taken over' : 'Handed back';
  if (to.who === 'us') return `Handed over to you${summary ? `: ${summary}` : ''}`;
  return `${capital(partyName(to))} answers now`;
}
