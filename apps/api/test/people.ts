import { type Change, messageChange } from '@switchboard/meta-sandbox';
import { acmeNumber, newWamid, type TestNumber } from './deliveries.js';

export interface ChangeSaid {
  wamid?: string;
  /** Seconds since the epoch. */
  at?: number;
  number?: TestNumber;
  /** What stands in the message besides id, time and type: `from`, say. */
  sender?: Record<string, string>;
}

/** WhatsApp says that a customer's number or id changed: `system` as it stands in the message, without any contact. */
export function changeSaid(system: Record<string, string>, over: ChangeSaid = {}): Change {
  const { wamid = newWamid(), at = Math.floor(Date.now() / 1000), number = acmeNumber, sender = {} } = over;
  return messageChange({
    number,
    messages: [{ ...sender, id: wamid, timestamp: String(at), type: 'system', system }],
  });
}
