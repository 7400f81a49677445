import type { MessageProblem } from '@switchboard/contracts';

const ours = (title: string, message: string, retryHelps: boolean): MessageProblem => ({
  metaCode: null,
  title,
  message,
  retryHelps,
});

export const ourProblems = {
  disconnected: ours(
    'This number is disconnected',
    'It was disconnected before the message went out. Connect it again, then try this message again.',
    true,
  ),
  tokenUnreadable: ours(
    'The stored login cannot be opened',
    'Switchboard lost its key to it. Reconnect the number on the WhatsApp page, then try this message again.',
    true,
  ),
  waitedTooLong: ours(
    'It waited for a day',
    'WhatsApp did not take the message for 24 hours, so Switchboard stopped trying. Look whether it still makes sense, then try again.',
    true,
  ),
  windowClosedWhileWaiting: ours(
    'The 24 hours ran out while it waited',
    'WhatsApp asked to wait until after the 24 hours in which anything may be sent. Send a template instead.',
    false,
  ),
  noAddress: ours(
    'There is no address to send to',
    'WhatsApp has not told us a number or an id of this customer. It comes with the customer’s next message.',
    true,
  ),
  withheld: ours(
    'Not sent',
    'It was written for an address that is not the customer’s any more, so it was not sent to the new one.',
    false,
  ),
  withheldAfterBreak: ours(
    'Not sent',
    'It was still waiting when Switchboard was interrupted, and somebody of your team decided not to send it.',
    false,
  ),
  fileGone: ours('The file is not there any more', 'It is no longer kept. Choose it again and send it anew.', false),
};
