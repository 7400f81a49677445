import type { AuditAction, ConnectionHistoryKind } from '@switchboard/contracts';
import type { AuditService } from '../accounts/audit.service.js';
import type { Principal } from '../accounts/session.service.js';
import type { PhoneNumberRecord } from '../numbers/number.repository.js';
import type { WriteHistory } from './writeHistory.js';

/** Who asks, and from which address. */
export interface Requester extends Principal {
  address: string;
}

export type Deed = 'paused' | 'resumed' | 'disconnected' | 'revoked' | 'undone';

interface Words {
  action: AuditAction;
  kind: ConnectionHistoryKind;
  title: string;
  text: (phone: string) => string;
}

const deeds: Record<Deed, Words> = {
  paused: { action: 'number.paused', kind: 'paused', title: 'Paused', text: (phone) => `${phone} was paused.` },
  resumed: { action: 'number.resumed', kind: 'resumed', title: 'Resumed', text: (phone) => `${phone} was resumed.` },
  disconnected: {
    action: 'number.disconnected',
    kind: 'disconnected',
    title: 'Disconnected',
    text: (phone) => `${phone} was disconnected.`,
  },
  revoked: {
    action: 'number.revoked_at_meta',
    kind: 'disconnected',
    title: 'Disconnected, here and at Meta',
    text: (phone) => `${phone} was disconnected, and removing the app at Meta was asked for.`,
  },
  undone: {
    action: 'number.restored',
    kind: 'undone',
    title: 'Disconnect undone',
    text: (phone) => `The disconnect of ${phone} was undone.`,
  },
};

export interface DisconnectLogDeps {
  audit: Pick<AuditService, 'record'>;
  writeHistory: WriteHistory;
}

/** Writes into the audit log and the history what somebody did with numbers. */
export function createDisconnectLog({ audit, writeHistory }: DisconnectLogDeps) {
  return {
    async note(
      deed: Deed,
      { accountId, userId, address }: Requester,
      records: readonly PhoneNumberRecord[],
    ): Promise<void> {
      const { action, kind, title, text: textOf } = deeds[deed];
      // One entry for each number: so it is found, and deleted, by its number.
      for (const { phoneNumberId, displayPhone } of records) {
        const text = textOf(displayPhone);
        await audit.record({ accountId, action, text, userId, phoneNumberId, address });
        await writeHistory({ accountId, kind, by: userId, title, text, phoneNumberIds: [phoneNumberId] });
      }
    },
  };
}
export type DisconnectLog = ReturnType<typeof createDisconnectLog>;
