import type { PresenceEvent } from '@switchboard/contracts';
import { isolated } from '@switchboard/contracts';

/** A browser repeats its position this often. */
export const PRESENCE_EVERY_MS = 20_000;
/** Without a repeat, a colleague is taken to have left. */
export const PRESENCE_FORGOTTEN_MS = 45_000;

export interface SeenTab extends PresenceEvent {
  seenAtMs: number;
}

export type Presence = ReadonlyMap<string, SeenTab>;

export interface Viewer {
  userId: string;
  name: string;
  typing: boolean;
}

/** Applies a report of a tab and forgets silent ones. */
export function withPresence(presence: Presence, event: PresenceEvent, nowMs: number): Presence {
  const next = new Map(withoutSilent(presence, nowMs));
  if (event.conversationId === null) next.delete(event.socketId);
  else next.set(event.socketId, { ...event, seenAtMs: nowMs });
  return next;
}

export function withoutSilent(presence: Presence, nowMs: number): Presence {
  const heard = [...presence].filter(([, tab]) => nowMs - tab.seenAtMs < PRESENCE_FORGOTTEN_MS);
  return heard.length === presence.size ? presence : new Map(heard);
}

/**
 * The viewers of each conversation, one entry for each person.
 * @param myUserId The person here is left out.
 */
export function viewersByConversation(presence: Presence, myUserId: string): Map<string, Viewer[]> {
  const viewers = new Map<string, Viewer[]>();
  for (const { conversationId, userId, name, typing } of presence.values()) {
    if (conversationId === null || userId === myUserId) continue;
    const there = viewers.get(conversationId) ?? [];
    const known = there.find((viewer) => viewer.userId === userId);
    if (known) known.typing ||= typing;
    else there.push({ userId, name, typing });
    viewers.set(conversationId, there);
  }
  return viewers;
}

const firstName = (name: string) => isolated(name.split(' ')[0] ?? name);

/** "Sam is typing…", "Sam and Kim are looking at this too", or null without viewers. */
export function viewersSentence(viewers: readonly Viewer[]): string | null {
  const typing = viewers.filter((viewer) => viewer.typing);
  const named = (typing.length > 0 ? typing : viewers).map(({ name }) => firstName(name));
  const [first, second] = named;
  if (first === undefined) return null;
  const who =
    named.length === 1
      ? first
      : named.length === 2
        ? `${first} and ${second}`
        : `${first} and ${named.length - 1} others`;
  const are = named.length === 1 ? 'is' : 'are';
  return typing.length > 0 ? `${who} ${are} typing…` : `${who} ${are} looking at this too`;
}
