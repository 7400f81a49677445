import type { NumberDto } from '@switchboard/contracts';
import { isOnBizApp, type PhoneNumberRecord, type SyncKind, type SyncRecord } from './phoneNumber.model.js';

export const syncKinds = ['contacts', 'history'] as const satisfies readonly SyncKind[];

const names: Record<SyncKind, string> = { contacts: 'The phone’s contacts', history: 'The phone’s chats' };
const words: Record<SyncRecord['state'], string> = {
  requested: 'were asked for. They begin to arrive within minutes.',
  running: 'are arriving.',
  done: 'have arrived.',
  refused: 'are not shared: that was chosen on the phone.',
  too_late: 'can no longer be asked for: Meta allows it within a day of connecting.',
  failed: 'could not be asked for. Switchboard tries again within a day of connecting.',
};

export function toPhoneSync(record: PhoneNumberRecord): NumberDto['sync'] {
  if (!isOnBizApp(record)) return null;
  const { sync } = record;
  return syncKinds.flatMap((what) => {
    const one = sync?.[what];
    if (!one) return [];
    const { state, progress, at } = one;
    return [{ what, state, progress, at: at.toISOString(), text: `${names[what]} ${words[state]}` }];
  });
}
