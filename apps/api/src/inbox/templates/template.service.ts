import type { TemplateDto } from '@switchboard/contracts';
import type { AccountUpdate, GraphClient, GraphResult } from '@switchboard/graph';
import type { NumberRepository, PhoneNumberRecord } from '../../numbers/number.repository.js';
import { type Clock, later } from '../../platform/clock.js';
import { AppError } from '../../platform/errors.js';
import { toProblem } from '../../platform/graphProblem.js';
import { activeNumber } from '../activeNumber.js';
import { templatesKnownMs } from '../lifetimes.js';
import type { OnDeadToken } from '../sending/deadToken.js';
import { toTemplateDto } from './template.mapper.js';

export interface TemplateServiceDeps {
  numbers: NumberRepository;
  graph: GraphClient;
  clock: Clock;
  onDeadToken: OnDeadToken;
}

/** @throws AppError for the person who asked. */
function requireAnswer<T>(answer: GraphResult<T>): T {
  if (answer.ok) return answer.value;
  const { code, message, details, fbtraceId } = toProblem(answer.failure);
  throw new AppError(code, { message, details: { ...details, fbtraceId } });
}

export function createTemplateService({ numbers, graph, clock, onDeadToken }: TemplateServiceDeps) {
  /** Two accounts may see different things of one WABA. */
  const kept = new Map<string, { until: Date; templates: Promise<TemplateDto[]> }>();

  async function read(number: PhoneNumberRecord): Promise<TemplateDto[]> {
    const { accessToken } = await numbers.open(number);
    const askedAt = clock.now();
    const answer = await graph.listTemplates(number.wabaId, accessToken);
    if (!answer.ok) await onDeadToken(number, askedAt, answer.failure);
    return requireAnswer(answer)
      .filter(({ status }) => status === 'APPROVED')
      .map(toTemplateDto)
      .sort((a, b) => a.name.localeCompare(b.name) || a.language.localeCompare(b.language));
  }

  async function listApproved(number: PhoneNumberRecord): Promise<TemplateDto[]> {
    const now = clock.now();
    for (const [key, { until }] of kept) if (until <= now) kept.delete(key);
    const key = `${number.accountId} ${number.wabaId}`;
    const known = kept.get(key);
    if (known) return known.templates;
    const templates = read(number);
    kept.set(key, { until: later(now, templatesKnownMs), templates });
    try {
      return await templates;
    } catch (error) {
      // A reconnect may help at once.
      kept.delete(key);
      throw error;
    }
  }

  return {
    /** A template that changed is read anew when next asked for. @returns false: others know whose it is. */
    async onAccountUpdate({ field, wabaId }: Pick<AccountUpdate, 'field' | 'wabaId'>): Promise<boolean> {
      if (!/^(message_)?template_/.test(field)) return false;
      for (const key of kept.keys()) if (key.endsWith(` ${wabaId}`)) kept.delete(key);
      return false;
    },

    async list(accountId: string, phoneNumberId: string): Promise<TemplateDto[]> {
      return listApproved(await activeNumber(numbers, accountId, phoneNumberId));
    },

    async find(number: PhoneNumberRecord, name: string, language: string): Promise<TemplateDto> {
      const templates = await listApproved(number);
      const found = templates.find((template) => template.name === name && template.language === language);
      if (!found) throw new AppError('template_not_found');
      return found;
    },
  };
}
export type TemplateService = ReturnType<typeof createTemplateService>;
