import type { ResponderParty } from '@switchboard/contracts';
import type { HandoverUpdate } from '@switchboard/graph';
import { hours, later } from '../../platform/clock.js';
import { ownActReportedMs } from '../lifetimes.js';
import { maxHandovers, maxSummaryLength } from '../limits.js';

/**
 * Who answers, where a number has several responders (meta-platform 17.1). Pure: the latest sign by Meta's clock
 * counts, in whatever order they come.
 */
export interface ResponderState {
  /** Oldest first; the latest {@link maxHandovers}. */
  handovers: Handover[];
  /** A message came to us, or Meta took one of ours. */
  oursAt?: Date | undefined;
  /** We were shown a message. */
  theirsAt?: Date | undefined;
}

export interface Handover {
  at: Date;
  from: ResponderParty;
  to: ResponderParty;
  summary?: string | undefined;
  /** By our own call: a release sends no webhook. */
  own?: 'take' | 'pass' | 'release' | undefined;
}

export type ResponderSign = { kind: 'handover'; handover: Handover } | { kind: 'ours' | 'theirs'; at: Date };

export interface Responder extends ResponderParty {
  idleAt: Date;
  backTo: string | null;
  summary: { text: string; at: Date } | null;
}

/** Meta's limit for a conversation in which nothing happens. */
export const idleMs = hours(24);

const us: ResponderParty = { who: 'us', role: null };
const nobody: ResponderParty = { who: 'nobody', role: null };

const handoverField = 'messaging_handovers';

/** Every role that is not Meta's agent is an app's. */
function toOtherParty(role: string | undefined, appRole: string | undefined): ResponderParty {
  const isAgent = role === 'ai_agent' || appRole === 'meta_business_agent';
  return { who: isAgent ? 'meta_agent' : 'other_app', role: role ?? null };
}

/**
 * `control_passed` goes to whom it was passed, `control_taken` to whom it was taken from (Meta's reference of
 * `messaging_handovers`, 2026-09-22). An agent is never us.
 */
export function toHandover({
  field,
  action,
  at,
  previousRole,
  newRole,
  previousAppRole,
  newAppRole,
  summary,
}: HandoverUpdate): Handover {
  const to = toOtherParty(newRole, newAppRole);
  // Beside a message only the summary counts.
  const from = field === handoverField ? toOtherParty(previousRole, previousAppRole) : nobody;
  const isToUs = action === 'passed' && to.who !== 'meta_agent';
  return {
    at,
    from: isToUs || from.who === 'meta_agent' ? from : { who: 'us', role: from.role },
    to: isToUs ? { who: 'us', role: to.role } : to,
    ...(summary ? { summary: summary.slice(0, maxSummaryLength) } : {}),
  };
}

/** Meta should not report our own act to us; if it does, it is no news. */
export function isOwnAct({ handovers }: ResponderState, { action, at, newRole }: HandoverUpdate): boolean {
  return handovers.some(({ own, to, at: ownAt }) => {
    if (!own || Math.abs(at.getTime() - ownAt.getTime()) > ownActReportedMs) return false;
    if (action === 'taken') return own === 'take' && (newRole === undefined || newRole === 'escalation');
    return own === 'pass' && to.role === newRole;
  });
}

export function ownHandover(
  own: 'take' | 'pass' | 'release',
  state: ResponderState | undefined,
  now: Date,
  target?: string,
): Handover {
  const before = state ? responderAt(state, now) : nobody;
  const held: ResponderParty = { who: before.who, role: before.role };
  switch (own) {
    case 'take':
      return { own, at: now, from: held, to: us };
    case 'pass':
      return { own, at: now, from: us, to: toOtherParty(target, undefined) };
    case 'release':
      return { own, at: now, from: us, to: nobody };
  }
}

const toSecond = (at: Date | undefined): number => (at ? Math.floor(at.getTime() / 1000) : Number.NEGATIVE_INFINITY);
const toKey = ({ at, from, to, summary }: Handover): string =>
  JSON.stringify([at.getTime(), to.who, to.role, from.who, from.role, summary ?? '']);
const inOrder = (a: Handover, b: Handover): number =>
  a.at.getTime() - b.at.getTime() || (toKey(a) < toKey(b) ? -1 : toKey(a) > toKey(b) ? 1 : 0);
const latest = (a: Date | undefined, b: Date | undefined): Date | undefined => (a && b ? (a >= b ? a : b) : (a ?? b));

/** @returns the same object when nothing changes. */
export function withSign(state: ResponderState | undefined, sign: ResponderSign): ResponderState {
  const known = state ?? { handovers: [] };
  if (sign.kind === 'handover') {
    if (known.handovers.some((one) => toKey(one) === toKey(sign.handover))) return known;
    return { ...known, handovers: [...known.handovers, sign.handover].sort(inOrder).slice(-maxHandovers) };
  }
  const field = sign.kind === 'ours' ? 'oursAt' : 'theirsAt';
  const before = known[field];
  return before && before >= sign.at ? known : { ...known, [field]: sign.at };
}

export function mergedResponders(
  a: ResponderState | undefined,
  b: ResponderState | undefined,
): ResponderState | undefined {
  if (!a || !b) return a ?? b;
  const all = b.handovers.reduce((state, handover) => withSign(state, { kind: 'handover', handover }), a);
  const [oursAt, theirsAt] = [latest(a.oursAt, b.oursAt), latest(a.theirsAt, b.theirsAt)];
  return { ...all, ...(oursAt ? { oursAt } : {}), ...(theirsAt ? { theirsAt } : {}) };
}

const isOther = ({ who }: ResponderParty): boolean => who === 'meta_agent' || who === 'other_app';

/** Whoever it was handed to before, else who handed it on after, else who was named last. */
export function otherAt({ handovers }: ResponderState, at: Date): ResponderParty {
  const earlier = handovers.filter((one) => toSecond(one.at) < toSecond(at));
  const after = handovers.find((one) => toSecond(one.at) >= toSecond(at));
  const isSameSecond = after && toSecond(after.at) === toSecond(at);
  const named = earlier.toReversed().flatMap(({ to, from }) => [to, from]);
  const candidates = [earlier.at(-1)?.to, after?.from, isSameSecond ? after.to : undefined, ...named];
  return candidates.find((party) => party && isOther(party)) ?? { who: 'other_app', role: null };
}

export const activeAt = ({ handovers, oursAt, theirsAt }: ResponderState): Date =>
  latest(latest(oursAt, theirsAt), handovers.at(-1)?.at) ?? new Date(0);

/** Within one second a hand-over counts most, because it follows the message that caused it; then a message to us. */
export function decideResponder(state: ResponderState): Responder {
  const { handovers, oursAt, theirsAt } = state;
  const handover = handovers.at(-1);
  const [handed, ours, theirs] = [toSecond(handover?.at), toSecond(oursAt), toSecond(theirsAt)];
  const party =
    handover && handed >= ours && handed >= theirs
      ? handover.to
      : ours >= theirs
        ? us
        : theirsAt
          ? otherAt(state, theirsAt)
          : nobody;
  const summarised = handovers.findLast((one) => one.summary !== undefined);
  const back = handovers.findLast((one) => one.to.who === 'us');
  const giver = back && !isOther(back.from) ? otherAt(state, back.at) : back?.from;
  return {
    ...party,
    idleAt: later(activeAt(state), idleMs),
    backTo: party.who === 'us' ? (giver?.role ?? null) : null,
    summary: summarised?.summary ? { text: summarised.summary, at: summarised.at } : null,
  };
}

export function responderAt(state: ResponderState, now: Date): Responder {
  const responder = decideResponder(state);
  return responder.idleAt <= now ? { ...responder, ...nobody, backTo: null } : responder;
}

export const isHeldElsewhere = (state: ResponderState | undefined, now: Date): boolean =>
  state !== undefined && isOther(responderAt(state, now));
