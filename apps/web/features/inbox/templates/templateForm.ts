import { fillTemplate, type MessageContent, type TemplateDto, type TemplateVariable } from '@switchboard/contracts';
import { z } from 'zod';

/** One value for each variable, in the template's order. Keys with dots would be paths to the form. */
export interface TemplateValues {
  values: { text: string }[];
}

const VALUE_LIMIT = 1024;

/** WhatsApp refuses a template with an empty variable. */
export const templateSchema = z.object({
  values: z.array(
    z.object({
      text: z
        .string()
        .trim()
        .min(1, 'Fill this in')
        .max(VALUE_LIMIT, `At most ${VALUE_LIMIT} characters`)
        // Meta's rule for the text of a variable.
        .refine((text) => !/[\n\t]| {5,}/.test(text), 'Without line breaks, tabs or many spaces in a row'),
    }),
  ),
});

/** The values by the API's keys, without empty ones. */
export function readVariables(template: TemplateDto, { values }: TemplateValues): Record<string, string> {
  const filled = template.variables.map(({ key }, index) => [key, values[index]?.text.trim() ?? ''] as const);
  return Object.fromEntries(filled.filter(([, text]) => text !== ''));
}

const partWords: Record<TemplateVariable['part'], string> = { header: 'Heading', body: 'Text', button: 'Button' };

export function variableLabel({ part, name }: TemplateVariable): string {
  if (/^\d+$/.test(name)) return `${partWords[part]} {{${name}}}`;
  const words = name.replace(/_/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

type TemplateContent = Extract<MessageContent, { kind: 'template' }>;

/** The message as the customer will see it; variables without a value stay in braces. */
export function renderPreview(template: TemplateDto, variables: Readonly<Record<string, string>>): TemplateContent {
  const { name, language, header, text, footer, buttons } = template;
  return {
    kind: 'template',
    name,
    language,
    header: header === null ? null : fillTemplate('header', header, variables),
    text: fillTemplate('body', text, variables),
    footer,
    buttons,
  };
}

/** How near a template's language (`en_US`) is to those of the reader; 0 is the nearest. */
function languageRank(language: string, reads: readonly string[]): number {
  const base = (tag: string) => tag.toLowerCase().split(/[-_]/)[0];
  const rank = reads.findIndex((tag) => base(tag) === base(language));
  return rank < 0 ? reads.length : rank;
}

/**
 * Templates whose name or text has all the words: those that can be sent first, then by the reader's languages.
 * @param reads Language tags, the preferred one first (`navigator.languages`).
 */
export function foundTemplates(
  templates: readonly TemplateDto[],
  search: string,
  reads: readonly string[] = [],
): TemplateDto[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return templates
    .filter(({ name, header, text, footer }) => {
      const all = [name.replace(/_/g, ' '), name, header, text, footer].join(' ').toLowerCase();
      return words.every((word) => all.includes(word));
    })
    .toSorted(
      (a, b) =>
        Number(a.unusable !== null) - Number(b.unusable !== null) ||
        languageRank(a.language, reads) - languageRank(b.language, reads) ||
        a.name.localeCompare(b.name),
    );
}
