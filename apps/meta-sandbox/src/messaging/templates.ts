import type { Waba } from '../state/world.js';
import { seededTemplates } from './seededTemplates.js';

export const templateStatuses = ['APPROVED', 'PENDING', 'REJECTED', 'PAUSED', 'DISABLED'] as const;
export type TemplateStatus = (typeof templateStatuses)[number];

export interface TemplateButton {
  type: 'QUICK_REPLY' | 'URL' | 'PHONE_NUMBER';
  text: string;
  url?: string;
  phone_number?: string;
  example?: string[];
}

/** A component in Meta's own shape: templates are handed out as they are. */
export type TemplateComponent =
  | { type: 'HEADER'; format: 'TEXT'; text: string; example?: Record<string, unknown> }
  | { type: 'HEADER'; format: 'IMAGE' | 'VIDEO' | 'DOCUMENT'; example?: Record<string, unknown> }
  | { type: 'BODY'; text: string; example?: Record<string, unknown> }
  | { type: 'FOOTER'; text: string }
  | { type: 'BUTTONS'; buttons: TemplateButton[] };

export interface Template {
  id: string;
  wabaId: string;
  name: string;
  language: string;
  status: TemplateStatus;
  category: 'UTILITY' | 'MARKETING' | 'AUTHENTICATION';
  parameterFormat: 'POSITIONAL' | 'NAMED';
  components: TemplateComponent[];
  /** Null unless it was rejected. */
  rejectedReason: string | null;
}

/** A template as the customer sees it. */
export interface FilledTemplate {
  header: {
    format: string;
    text: string | null;
    media: { id?: string | undefined; link?: string | undefined } | null;
  } | null;
  body: string;
  footer: string | null;
  buttons: { type: string; text: string; payload: string | null; url: string | null }[];
}

/** The templates of every account. */
export class TemplateBook {
  readonly #byWaba = new Map<string, Template[]>();

  clear(): void {
    this.#byWaba.clear();
  }

  /** An account gets its own copy of the seeded ones when it is first asked for. */
  of(waba: Pick<Waba, 'id'>): readonly Template[] {
    const templates = this.#byWaba.get(waba.id) ?? seededTemplates(waba.id);
    this.#byWaba.set(waba.id, templates);
    return templates;
  }

  /** Among the templates of these accounts. */
  byId(id: string, wabas: readonly Pick<Waba, 'id'>[]): Template | undefined {
    for (const waba of wabas) {
      const template = this.of(waba).find((one) => one.id === id);
      if (template) return template;
    }
    return undefined;
  }

  find(waba: Pick<Waba, 'id'>, name: string, language: string): Template | undefined {
    return this.of(waba).find((template) => template.name === name && template.language === language);
  }
}

/** The names of the variables in a text, in order of appearance: `1`, `2` or `customer_name`. */
export const variablesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name]) => name ?? '')),
];

/** The text with its variables replaced by what was sent. */
export const fillIn = (text: string, values: ReadonlyMap<string, string>): string =>
  text.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => values.get(name) ?? whole);
