import { fillTemplate, type MessageContent, type TemplateDto, type TemplateVariable } from '@switchboard/contracts';
import type { GraphTemplate, GraphTemplateComponent, TemplateComponent } from '@switchboard/graph';

const braces = /\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g;

const plainButtons = new Set(['QUICK_REPLY', 'URL', 'PHONE_NUMBER', 'VOICE_CALL']);
const knownParts = new Set(['HEADER', 'BODY', 'FOOTER', 'BUTTONS']);
const headerWords: Record<string, string> = {
  IMAGE: 'a picture',
  VIDEO: 'a video',
  DOCUMENT: 'a document',
  LOCATION: 'a place',
};

export function toTemplateDto(template: GraphTemplate): TemplateDto {
  const [header, body, footer] = ['HEADER', 'BODY', 'FOOTER'].map((type) => findPart(template, type));
  const buttons = findPart(template, 'BUTTONS')?.buttons ?? [];
  return {
    name: template.name,
    language: template.language,
    category: template.category,
    header: header?.text ?? null,
    text: body?.text ?? '',
    footer: footer?.text ?? null,
    buttons: buttons.map(({ type, text }) => ({ type, text })),
    variables: [
      ...listVariables('header', header),
      ...listVariables('body', body),
      ...buttons.flatMap(({ url, example }, index): TemplateVariable[] =>
        namesIn(url).map((name) => ({ key: `button.${index}`, name, part: 'button', example: example ?? null })),
      ),
    ],
    unusable: whyUnusable(template),
  };
}

const findPart = ({ components }: GraphTemplate, type: string): GraphTemplateComponent | undefined =>
  components.find((component) => component.type.toUpperCase() === type);

const namesIn = (text: string | undefined): string[] => [
  ...new Set([...(text ?? '').matchAll(braces)].map(([, name = '']) => name)),
];

function listVariables(part: 'header' | 'body', component: GraphTemplateComponent | undefined): TemplateVariable[] {
  const examples = component?.examples ?? [];
  return namesIn(component?.text).map((name) => {
    const named = examples.find((example) => example.name === name);
    const example = named ?? (/^\d+$/.test(name) ? examples[Number(name) - 1] : undefined);
    return { key: `${part}.${name}`, name, part, example: example?.example ?? null };
  });
}

function whyUnusable(template: GraphTemplate): string | null {
  if (template.category === 'AUTHENTICATION') return 'It carries a one-time code, which only a program can make.';
  const format = findPart(template, 'HEADER')?.format?.toUpperCase();
  if (format !== undefined && format !== 'TEXT') {
    return `Its header is ${headerWords[format] ?? 'of a kind'} that cannot be added from here yet.`;
  }
  const unknown = template.components.find(({ type }) => !knownParts.has(type.toUpperCase()));
  if (unknown?.type.toUpperCase() === 'CAROUSEL')
    return 'It is a row of cards, which cannot be filled in from here yet.';
  if (unknown) return 'It has a part that cannot be filled in from here yet.';
  const buttons = findPart(template, 'BUTTONS')?.buttons ?? [];
  const odd = buttons.find(({ type }) => !plainButtons.has(type.toUpperCase()));
  if (odd) return `Its button “${odd.text}” needs something that cannot be added from here yet.`;
  if (!findPart(template, 'BODY')?.text) return 'It has no text.';
  return null;
}

export type Values = Readonly<Record<string, string>>;

export const missingIn = ({ variables }: TemplateDto, values: Values): TemplateVariable[] =>
  variables.filter(({ key }) => !Object.hasOwn(values, key) || !values[key]?.trim());

export const filledContent = (template: TemplateDto, values: Values): MessageContent => ({
  kind: 'template',
  name: template.name,
  language: template.language,
  header: template.header === null ? null : fillTemplate('header', template.header, values),
  text: fillTemplate('body', template.text, values),
  footer: template.footer,
  buttons: template.buttons,
});

/** Numbered variables are ordered by number; named ones carry their name. */
export function filledComponents({ variables }: TemplateDto, values: Values): TemplateComponent[] {
  const filledIn = ({ key }: TemplateVariable) => values[key]?.trim() ?? '';
  const isNumbered = ({ name }: TemplateVariable) => /^\d+$/.test(name);
  const texts = (['header', 'body'] as const).flatMap((part): TemplateComponent[] => {
    const mine = variables.filter((variable) => variable.part === part);
    if (mine.length === 0) return [];
    const ordered = mine.every(isNumbered) ? mine.toSorted((a, b) => Number(a.name) - Number(b.name)) : mine;
    return [
      {
        type: part,
        parameters: ordered.map((variable) =>
          isNumbered(variable) ? { text: filledIn(variable) } : { text: filledIn(variable), name: variable.name },
        ),
      },
    ];
  });
  const buttons = variables
    .filter(({ part }) => part === 'button')
    .map(
      (variable): TemplateComponent => ({
        type: 'button',
        subType: 'url',
        index: Number(variable.key.slice('button.'.length)),
        parameters: [{ text: filledIn(variable) }],
      }),
    );
  return [...texts, ...buttons];
}
