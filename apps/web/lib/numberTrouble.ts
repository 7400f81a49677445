import type { Fix, NumberDto, RungDto, RungName } from '@switchboard/contracts';

/** What keeps a number from sending or receiving. */
export interface NumberTrouble {
  /** What is sent would fail, or wait. */
  blocksSending: boolean;
  title: string;
  text: string;
  fix: Fix | null;
}

const words: Partial<Record<RungName, (phone: string) => string>> = {
  authorised: (phone) => `Nothing can be sent from ${phone}`,
  registered: (phone) => `Nothing can be sent from ${phone}`,
  sendable: (phone) => `Nothing can be sent from ${phone}`,
  subscribed: (phone) => `What customers write to ${phone} does not arrive`,
};
/** The first broken rung explains the others. */
const order: readonly RungName[] = ['authorised', 'registered', 'sendable', 'subscribed'];

const joinSentences = ({ evidence, next }: RungDto) => [evidence, next].filter(Boolean).join(' ');

/** What is wrong with a number now; null when nothing is, or it is disconnected, which is shown elsewhere. */
export function numberTrouble({ isActive, pausedAt, displayPhone, ladder }: NumberDto): NumberTrouble | null {
  if (!isActive) return null;
  if (pausedAt) {
    return {
      blocksSending: true,
      title: `${displayPhone} is paused`,
      text: 'Nothing is sent from it, and what customers write waits, until somebody resumes it.',
      fix: 'resume',
    };
  }
  const broken = order
    .flatMap((name) => ladder.find(({ rung }) => rung === name) ?? [])
    .find(({ verdict }) => verdict === 'bad');
  const title = broken && words[broken.rung];
  if (!broken || !title) return null;
  return {
    blocksSending: broken.rung !== 'subscribed',
    title: title(displayPhone),
    text: joinSentences(broken),
    fix: broken.fix,
  };
}

export const needsReconnect = (number: NumberDto): boolean => numberTrouble(number)?.fix === 'reconnect';
