import type { AccountUpdate } from '@switchboard/graph';
import { phoneNamedBy } from '../numbers/namedPhone.js';

/** What an event of Meta's about a WhatsApp account means for the numbers on it. Pure. */
export interface AccessEvent {
  event: string;
  /**
   * `lost`: nothing reaches Meta with the stored access any more. `stopped`: the access stands, the number does not work.
   * `back`: it may work again, which only Meta can say.
   */
  meaning: 'lost' | 'stopped' | 'back';
  title: string;
  text: string;
}

/** `disconnection_info.reason` of numbers that are shared with the phone (meta-platform 8.7). */
const reasons = new Map([
  ['ACCOUNT_DISCONNECTED', 'It was disconnected in the WhatsApp Business app on the phone.'],
  ['BUSINESS_DOWNGRADE', 'The phone was moved from the WhatsApp Business app to the ordinary WhatsApp app.'],
  ['CHANGE_NUMBER', 'The number was changed in the WhatsApp Business app.'],
  ['COMPANION_INACTIVITY', 'The connection was not used for too long.'],
  ['PRIMARY_INACTIVITY', 'The WhatsApp Business app on the phone was not opened for too long.'],
  ['USER_RE_REGISTERED', 'The number was registered anew in the WhatsApp Business app.'],
]);

type Value = Record<string, unknown>;
const inner = (value: Value, key: string): Value => {
  const found = value[key];
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Value) : {};
};

function describeReason(value: Value): string {
  const { reason, initiated_by: initiatedBy } = inner(value, 'disconnection_info');
  const why = typeof reason === 'string' ? (reasons.get(reason) ?? '') : '';
  if (why) return ` ${why}`;
  if (initiatedBy === 'USER') return ' Somebody of the business did this at Meta.';
  return initiatedBy === 'SYSTEM' ? ' Meta did this by itself.' : '';
}

const reconnect = 'Reconnect to go on; chats and settings are kept.';

/** @returns null for events that change nothing about the access. */
export function readAccessEvent(
  update: Pick<AccountUpdate, 'field' | 'event' | 'value' | 'displayPhone'>,
): AccessEvent | null {
  const { field, event, value } = update;
  if (field !== 'account_update' || event === undefined) return null;
  const say = (meaning: AccessEvent['meaning'], title: string, text: string): AccessEvent => ({
    event,
    meaning,
    title,
    text,
  });
  switch (event) {
    case 'PARTNER_REMOVED':
      return say(
        'lost',
        'No longer shared',
        `The ${phoneNamedBy(update) === null ? 'WhatsApp account' : 'number'} is no longer shared with Switchboard.${describeReason(value)} ${reconnect}`,
      );
    case 'PARTNER_APP_UNINSTALLED':
      return say('lost', 'Access removed at Meta', `The app was removed at Meta, so the access is gone. ${reconnect}`);
    case 'ACCOUNT_DELETED':
      return say('lost', 'Account deleted at Meta', 'The WhatsApp account was deleted at Meta.');
    case 'ACCOUNT_OFFBOARDED':
      return say(
        'stopped',
        'Left on the phone',
        'The number was taken off Cloud API with its phone. It comes back by itself when the phone does, or by reconnecting.',
      );
    case 'DISABLED_UPDATE': {
      const state = inner(value, 'ban_info').waba_ban_state;
      if (state === 'DISABLE') {
        return say('stopped', 'Disabled by Meta', 'Meta has disabled the WhatsApp account. See WhatsApp Manager.');
      }
      return state === 'REINSTATE'
        ? say('back', 'Reinstated by Meta', 'Meta has lifted the ban of the WhatsApp account.')
        : null;
    }
    case 'ACCOUNT_RECONNECTED':
      return say('back', 'Back on the phone', 'Meta says that the number is connected again.');
    case 'PARTNER_ADDED':
    case 'PARTNER_APP_INSTALLED':
      return say('back', 'Access given again', 'Meta says that the WhatsApp account is shared with Switchboard.');
    case 'ACCOUNT_RESTRICTION':
      return say('back', 'Restricted by Meta', 'Meta limits the WhatsApp account. What it still can do is asked now.');
    default:
      return null;
  }
}

/** Meta dates to the second: the last moment of that second, and never later than it came in here. */
export function toMoment(at: Date | null, receivedAt: Date): Date {
  if (!at || at > receivedAt) return receivedAt;
  return new Date(Math.min(Math.floor(at.getTime() / 1000) * 1000 + 999, receivedAt.getTime()));
}
