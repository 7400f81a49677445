import {
  isolated,
  type MessageDto,
  type NumberDto,
  type ResponderDto,
  type ResponderParty,
} from '@switchboard/contracts';

/** Meta's words for a role in ours; unknown ones are shown as they come. */
const roles: Record<string, string> = {
  customer_service: 'customer service',
  marketing: 'marketing',
  utility: 'notifications',
  ctwa: 'advertisements',
  escalation: 'escalation',
};
const roleWords = (role: string): string => roles[role] ?? isolated(role.replaceAll('_', ' '));

/** "Meta’s agent", "Another app (marketing)". */
export function responderName({ who, role }: ResponderParty): string {
  switch (who) {
    case 'us':
      return 'You';
    case 'meta_agent':
      return 'Meta’s agent';
    case 'other_app':
      return role ? `Another app (${roleWords(role)})` : 'Another app';
    case 'nobody':
      return 'Nobody';
  }
}
const within = (party: ResponderParty): string => {
  const name = responderName(party);
  return party.who === 'meta_agent' ? name : name.charAt(0).toLowerCase() + name.slice(1);
};

/** Who answers now: Meta forgets it after a day in which nothing happened. */
export function responderNow(responder: ResponderDto | null, nowMs: number): ResponderDto | null {
  if (responder === null || Date.parse(responder.idleAt) > nowMs) return responder;
  return { ...responder, who: 'nobody', role: null, backTo: null };
}

export const isElsewhere = (responder: ResponderParty | null): boolean =>
  responder !== null && (responder.who === 'meta_agent' || responder.who === 'other_app');

/** Whether Meta has reported hand-overs on a number: only then can somebody else keep us from answering. */
export const isRouted = (number: NumberDto | undefined): boolean => (number?.handoversSeenAt ?? null) !== null;

export function responderSentence(responder: ResponderDto): string {
  switch (responder.who) {
    case 'us':
      return 'You answer this customer';
    case 'nobody':
      return 'Nobody answers this customer at the moment';
    default:
      return `${responderName(responder)} answers this customer`;
  }
}

export const handBackWords = ({ backTo }: ResponderDto): string => {
  if (backTo === null) return 'Whoever is to answer next takes it up with the customer’s next message.';
  return backTo === 'ai_agent' ? 'Meta’s agent answers again.' : `Another app (${roleWords(backTo)}) answers again.`;
};

export function handoverLine({ content, author }: MessageDto, myUserId: string): string {
  if (content.kind !== 'handover') return '';
  const { from, to } = content;
  if (author) {
    const person = author.userId === myUserId ? 'You' : isolated(author.name);
    if (to.who === 'us')
      return from.who === 'nobody' ? `${person} took over` : `${person} took over from ${within(from)}`;
    return to.who === 'nobody' ? `${person} let go of the conversation` : `${person} handed back to ${within(to)}`;
  }
  if (to.who === 'us') {
    return from.who === 'nobody'
      ? 'The conversation was handed over to you'
      : `${responderName(from)} handed the conversation over to you`;
  }
  return from.who === 'us' ? `${responderName(to)} took the conversation over` : `${responderName(to)} answers now`;
}
