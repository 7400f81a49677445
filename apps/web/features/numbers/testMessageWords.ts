import type { TestMessageDto, Verdict } from '@switchboard/contracts';

/** Whether nothing more is heard of a test message by waiting for it. */
export const isTestOver = ({ state }: Pick<TestMessageDto, 'state'>): boolean =>
  state === 'delivered' || state === 'failed';

/** What a person reads while a test message is on its way, and in the end. */
export function testWords({ state, to, problem }: Pick<TestMessageDto, 'state' | 'to' | 'problem'>): {
  title: string;
  text: string;
  verdict: Verdict;
} {
  switch (state) {
    case 'sending':
      return { title: 'Sending', text: 'It is on its way to Meta.', verdict: 'waiting' };
    case 'sent':
      return { title: 'Meta has it', text: `Waiting until it reaches ${to}.`, verdict: 'waiting' };
    case 'delivered':
      return { title: 'Delivered', text: `It reached ${to}. The number can send.`, verdict: 'good' };
    case 'failed':
      return { title: 'It did not arrive', text: problem ?? 'Meta gave no reason.', verdict: 'bad' };
    case 'unclear':
      return {
        title: 'Not clear whether it was sent',
        text: problem ?? 'Meta gave no clear answer. If it was sent, this page says so as soon as Meta does.',
        verdict: 'unknown',
      };
  }
}
