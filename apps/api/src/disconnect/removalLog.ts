import type { AuditService } from '../accounts/audit.service.js';
import type { PhoneNumberRecord } from '../numbers/number.repository.js';
import type { AccessEvent } from './accessEvents.js';
import type { WriteHistory } from './writeHistory.js';

export type RemovalLog = (record: PhoneNumberRecord, what: AccessEvent, at: Date) => Promise<void>;

export interface RemovalLogDeps {
  audit: Pick<AuditService, 'record'>;
  writeHistory: WriteHistory;
}

/** Writes one entry for each change and number, however often Meta repeats it. Alerts come from the evidence. */
export function createRemovalLog({ audit, writeHistory }: RemovalLogDeps): RemovalLog {
  return async ({ accountId, phoneNumberId, displayPhone }, { event, meaning, title, text }, at) => {
    const key = `meta:${event}:${phoneNumberId}:${at.toISOString().slice(0, 19)}`;
    const words = `${displayPhone}: ${text}`;
    if (meaning !== 'back') {
      await audit.record({ accountId, action: 'meta.access_removed', text: words, phoneNumberId, key });
    }
    const kind = meaning === 'back' ? 'reconnected' : 'removed_at_meta';
    if (event === 'ACCOUNT_RESTRICTION') return;
    await writeHistory({ accountId, kind, at, by: 'Meta', title, text: words, phoneNumberIds: [phoneNumberId], key });
  };
}
