import type { DisconnectPreviewReply, DisconnectWay, NumberDto } from '@switchboard/contracts';
import { formatCount } from '@/lib/numberWords';

/** The three ways out, mildest first. */
export const wayWords: Record<
  DisconnectWay,
  { name: string; text: string; press: (count: string) => string; pressing: string; done: (count: string) => string }
> = {
  pause: {
    name: 'Pause here',
    text: 'Nothing is sent. What customers write waits, and is put in its place when you resume.',
    press: (count) => `Pause ${count}`,
    pressing: 'Pausing…',
    done: (count) => `${count} paused`,
  },
  disconnect: {
    name: 'Disconnect here',
    text: 'Messages stop arriving, and nothing can be sent. For ten minutes it can be undone; then the access token is destroyed.',
    press: (count) => `Disconnect ${count}`,
    pressing: 'Disconnecting…',
    done: (count) => `${count} disconnected`,
  },
  revoke: {
    name: 'Remove at Meta too',
    text: 'Switchboard’s access ends at Meta as well, and the access token is destroyed. It cannot be undone: coming back needs a new login.',
    press: (count) => `Remove ${count} at Meta`,
    pressing: 'Removing…',
    done: (count) => `${count} removed`,
  },
};

/** What becomes of the stored access token. @param these "this number" or "these 3 numbers". */
export const tokenWords: Record<DisconnectWay, (these: string) => string> = {
  pause: (these) => `The access token of ${these} is kept, sealed as before.`,
  disconnect: (these) =>
    `The access token of ${these} is out of use at once. For ten minutes it is kept sealed so that this can be undone, then it is destroyed. If Meta does not answer, a sealed copy is kept only to switch the webhooks off, for a week at most.`,
  revoke: (these) =>
    `The access token of ${these} is destroyed. If Meta does not answer, a sealed copy is kept only to remove the access there, for a week at most.`,
};

/** "3 chats can still be answered today, and 2 people write from here." Null when nobody uses them. */
export function inUseWords({ openChats, peopleWriting, numbers }: DisconnectPreviewReply): string | null {
  const it = numbers.length === 1 ? 'this number' : 'these numbers';
  const chats =
    openChats > 0
      ? `${openChats} open ${openChats === 1 ? 'chat' : 'chats'} of ${it} can still be answered without a template`
      : null;
  const people =
    peopleWriting > 0
      ? `${peopleWriting} ${peopleWriting === 1 ? 'person' : 'people'} wrote from ${it} in the last seven days`
      : null;
  const parts = [chats, people].filter((part) => part !== null);
  return parts.length > 0 ? `${parts.join(', and ')}.` : null;
}

/** Disconnects that can still be undone, grouped by the request that made them; the latest first. */
export function undoable(numbers: readonly NumberDto[], nowMs: number): { until: string; numbers: NumberDto[] }[] {
  const groups = new Map<string, NumberDto[]>();
  for (const number of numbers) {
    const { undoUntil } = number;
    if (number.isActive || undoUntil === null || Date.parse(undoUntil) <= nowMs) continue;
    groups.set(undoUntil, [...(groups.get(undoUntil) ?? []), number]);
  }
  return [...groups]
    .map(([until, group]) => ({ until, numbers: group }))
    .sort((one, other) => Date.parse(other.until) - Date.parse(one.until));
}

export const whichNumbers = (numbers: readonly Pick<NumberDto, 'displayPhone'>[]): string =>
  numbers.length === 1 && numbers[0] ? numbers[0].displayPhone : formatCount(numbers.length);
