import { fillTemplate, type MessageContent, type TemplateDto, type TemplateVariable } from '@switchboard/contracts';
import { z } from 'zod';

/** The values of the form, one a variable, in the order of the template's list. Keys with dots would be paths to the form. */
export interface TemplateValues {
  values: { text: string }[];
}

const VALUE_LIMIT = 1024;

/** Every variable needs a value: WhatsApp refuses a template with a hole in it. */
export const templateSchema = z.object({
  values: z.array(
    z.object({
      text: z
        .string()
        .trim()
        .min(1, 'Fill this in')
        .max(VALUE_LIMIT, `At most ${VALUE_LIMIT} characters`)
        // A rule of Meta's for what stands in a variable.
        .refine((text) => !/[\n\t]| {5,}/.test(text), 'Without line breaks, tabs or many spaces in a row'),
    }),
  ),
});

/** The values by the keys that the API knows; what is empty is left out. */
export function variablesOf(template: TemplateDto, { values }: TemplateValues): Record<string, string> {
  const filled = template.variables.map(({ key }, index) => [key, values[index]?.text.trim() ?? ''] as const);
  return Object.fromEntries(filled.filter(([, text]) => text !== ''));
}

const partWords: Record<TemplateVariable['part'], string> = { header: 'Heading', body: 'Text', button: 'Button' };

/** "Text 1", "first name": what stands in the braces, as a label. */
export function variableLabel({ part, name }: TemplateVariable): string {
  if (/^\d+$/.test(name)) return `${partWords[part]} {{${name}}}`;
  const words = name.replace(/_/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

type TemplateContent = Extract<MessageContent, { kind: 'template' }>;

/** The message as the customer will see it. Variables without a value stay in their braces. */
export function previewOf(template: TemplateDto, variables: Readonly<Record<string, string>>): TemplateContent {
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

/** How near a template's language (`en_US`) is to those that somebody reads: 0 the nearest. */
function languageRank(language: string, reads: readonly string[]): number {
  const base = (tag: string) => tag.toLowerCase().split(/[-_]/)[0];
  const rank = reads.findIndex((tag) => base(tag) === base(language));
  return rank < 0 ? reads.length : rank;
}

/**
 * The templates whose name or words have all of the words searched for: those that can be sent first, and of them those in
 * a language of the reader.
 *
 * @param reads Language tags, the preferred one first: the browser's `navigator.languages`.
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
