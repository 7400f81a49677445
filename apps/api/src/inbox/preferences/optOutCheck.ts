import type { MessageContent } from '@switchboard/contracts';
import type { PhoneNumberRecord } from '../../numbers/number.repository.js';
import { AppError } from '../../platform/errors.js';
import type { ConversationRecord } from '../conversation.model.js';
import type { TemplateService } from '../templates/template.service.js';
import { marketingStoppedAt } from './optOut.js';

/** Asks before marketing goes to a customer who wants none: WhatsApp refuses it (131050). */
export function createOptOutCheck(templates: Pick<TemplateService, 'find'>) {
  return {
    /** @throws AppError `marketing_opted_out`, or what looking the template up throws. */
    async check(
      number: PhoneNumberRecord,
      { preferences }: Pick<ConversationRecord, 'preferences'>,
      { content }: { content: MessageContent },
      isConfirmed: boolean,
    ): Promise<void> {
      const since = marketingStoppedAt(preferences);
      if (content.kind !== 'template' || isConfirmed || !since) return;
      const { category } = await templates.find(number, content.name, content.language);
      if (category.toUpperCase() !== 'MARKETING') return;
      throw new AppError('marketing_opted_out', { details: { since: since.toISOString() } });
    },
  };
}
export type OptOutCheck = ReturnType<typeof createOptOutCheck>;
