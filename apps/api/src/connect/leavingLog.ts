import type { AuditAction, StoryKind } from '@switchboard/contracts';
import type { AuditService } from '../accounts/audit.service.js';
import type { PhoneNumberRecord } from '../numbers/number.repository.js';
import type { StoryService } from './story.service.js';

export type LeavingDeed = 'paused' | 'resumed' | 'disconnected' | 'revoked' | 'undone';

interface Words {
  action: AuditAction;
  kind: StoryKind;
  title: string;
  /** Of one number. */
  text: (phone: string) => string;
}

const deeds: Record<LeavingDeed, Words> = {
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

/** Writes down, for the audit log and the story, what somebody did with numbers. */
export function createLeavingLog({ audit, story }: { audit: AuditService; story: StoryService }) {
  return {
    async note(
      deed: LeavingDeed,
      { accountId, userId, address }: { accountId: string; userId: string; address: string },
      records: readonly PhoneNumberRecord[],
    ): Promise<void> {
      const { action, kind, title, text } = deeds[deed];
      // One entry a number in both: each can then be found, and forgotten, by its number.
      for (const { phoneNumberId, displayPhone } of records) {
        await audit.record({ accountId, action, text: text(displayPhone), userId, phoneNumberId, address });
        await story.tell({
          accountId,
          kind,
          by: userId,
          title,
          text: text(displayPhone),
          phoneNumberIds: [phoneNumberId],
        });
      }
    },
  };
}
export type LeavingLog = ReturnType<typeof createLeavingLog>;
