import type { Fix, NumberDto, RungDto, RungName } from '@switchboard/contracts';

/** What keeps a number from sending or receiving, for whoever answers customers with it. */
export interface NumberTrouble {
  /** Nothing goes out: what is sent would fail, or wait. */
  blocksSending: boolean;
  title: string;
  text: string;
  /** What mends it, where there is a press for it. */
  fix: Fix | null;
}

const words: Partial<Record<RungName, (phone: string) => string>> = {
  authorised: (phone) => `Nothing can be sent from ${phone}`,
  registered: (phone) => `Nothing can be sent from ${phone}`,
  sendable: (phone) => `Nothing can be sent from ${phone}`,
  subscribed: (phone) => `What customers write to ${phone} does not arrive`,
};
/** The first that is broken explains the others. */
const order: readonly RungName[] = ['authorised', 'registered', 'sendable', 'subscribed'];

const sentencesOf = ({ evidence, next }: RungDto) => [evidence, next].filter(Boolean).join(' ');

/** What is wrong with a number at this moment; null when nothing is, or it is disconnected, which is said elsewhere. */
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
    text: sentencesOf(broken),
    fix: broken.fix,
  };
}

/** Whether a login at Meta is what brings a number back. */
export const needsReconnect = (number: NumberDto): boolean => numberTrouble(number)?.fix === 'reconnect';
