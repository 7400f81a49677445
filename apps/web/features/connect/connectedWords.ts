import { type AttemptDto, isConnected } from '@switchboard/contracts';

interface ConnectedWords {
  title: string;
  text: string;
  /** Every saved number is connected. */
  whole: boolean;
}

/** What to say when every step worked. A number that is not registered at Meta is saved, and not called connected. */
export function connectedWords({ numbers, reconnect }: Pick<AttemptDto, 'numbers' | 'reconnect'>): ConnectedWords {
  const saved = numbers.filter((number) => number.saved).length;
  const connected = numbers.filter(isConnected).length;
  if (connected === saved) {
    return {
      title: `${saved === 1 ? 'Your number is connected' : `${saved} numbers are connected`}${reconnect ? ' again' : ''}`,
      text: reconnect
        ? 'The new access was tried beside the old one before it took its place. Messages went on meanwhile.'
        : 'Meta has confirmed every step. Customers go on writing to the number they know.',
      whole: true,
    };
  }
  const title =
    saved === 1 ? 'Your number is saved, not connected yet' : `${connected} of ${saved} numbers are connected`;
  return {
    title,
    text: 'Meta has not registered every number for sending and receiving yet. The status page says what is left to do.',
    whole: false,
  };
}
