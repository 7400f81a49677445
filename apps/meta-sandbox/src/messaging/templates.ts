import type { Waba } from '../state/world.js';
import { seededTemplates } from './seededTemplates.js';

export const templateStatuses = ['APPROVED', 'PENDING', 'REJECTED', 'PAUSED', 'DISABLED'] as const;
export type TemplateStatus = (typeof templateStatuses)[number];
export const templateCategories = ['UTILITY', 'MARKETING', 'AUTHENTICATION'] as const;

export const buttonTypes = [
  'QUICK_REPLY',
  'URL',
  'PHONE_NUMBER',
  'COPY_CODE',
  'FLOW',
  'CATALOG',
  'MPM',
  'SPM',
  'OTP',
  'VOICE_CALL',
] as const;

export interface TemplateButton {
  type: (typeof buttonTypes)[number];
  text: string;
  url?: string | undefined;
  phone_number?: string | undefined;
  /** A list; of a coupon code the code itself. */
  example?: string | string[] | undefined;
  flow_id?: string | undefined;
  flow_action?: string | undefined;
  navigate_screen?: string | undefined;
  otp_type?: string | undefined;
}

export const headerFormats = ['IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION', 'PRODUCT'] as const;

type Example = Record<string, unknown>;

/** A component in Meta's own shape: templates are handed out as they are. */
export type TemplateComponent =
  | { type: 'HEADER'; format: 'TEXT'; text: string; example?: Example | undefined }
  | { type: 'HEADER'; format: (typeof headerFormats)[number]; example?: Example | undefined }
  | { type: 'BODY'; text: string; example?: Example | undefined; add_security_recommendation?: boolean | undefined }
  | { type: 'FOOTER'; text: string; code_expiration_minutes?: number | undefined }
  | { type: 'LIMITED_TIME_OFFER'; limited_time_offer: { text: string; has_expiration?: boolean | undefined } }
  | { type: 'CAROUSEL'; cards: { components: TemplateComponent[] }[] }
  | { type: 'BUTTONS'; buttons: TemplateButton[] };

export interface Template {
  id: string;
  wabaId: string;
  name: string;
  language: string;
  status: TemplateStatus;
  category: (typeof templateCategories)[number];
  parameterFormat: 'POSITIONAL' | 'NAMED';
  components: TemplateComponent[];
  /** Null unless it was rejected. */
  rejectedReason: string | null;
}

export interface FilledHeader {
  format: string;
  text: string | null;
  media: { id?: string | undefined; link?: string | undefined; filename?: string | undefined } | null;
  location: { latitude: number; longitude: number; name?: string | undefined; address?: string | undefined } | null;
}

export interface FilledButton {
  type: string;
  text: string;
  /** What comes back when it is tapped: a payload, or the token of a Flow. */
  payload: string | null;
  url: string | null;
  /** What it copies. */
  code: string | null;
}

/** One of the cards that stand side by side. */
export interface FilledCard {
  header: FilledHeader | null;
  body: string;
  buttons: FilledButton[];
}

/** A template as the customer sees it. */
export interface FilledTemplate extends FilledCard {
  footer: string | null;
  /** `endsAt` in milliseconds since the epoch; null for an offer without an end. */
  offer: { text: string; endsAt: number | null } | null;
  cards: FilledCard[];
}

/** The templates of every account. */
export class TemplateBook {
  readonly #byWaba = new Map<string, Template[]>();
  #serial = 0;

  clear(): void {
    this.#byWaba.clear();
  }

  /** An account gets its own copy of the seeded ones when it is first asked for. */
  of(waba: Pick<Waba, 'id'>): readonly Template[] {
    return this.#listOf(waba.id);
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

  add(input: Omit<Template, 'id'>): Template {
    this.#serial += 1;
    const template = { ...input, id: `68${input.wabaId.slice(-9)}${String(this.#serial).padStart(4, '0')}` };
    this.#listOf(input.wabaId).push(template);
    return template;
  }

  /** How many were there to remove. */
  remove(waba: Pick<Waba, 'id'>, isMeant: (template: Template) => boolean): number {
    const all = this.#listOf(waba.id);
    const kept = all.filter((template) => !isMeant(template));
    this.#byWaba.set(waba.id, kept);
    return all.length - kept.length;
  }

  #listOf(wabaId: string): Template[] {
    const templates = this.#byWaba.get(wabaId) ?? seededTemplates(wabaId);
    this.#byWaba.set(wabaId, templates);
    return templates;
  }
}

/** The names of the variables in a text, in order of appearance: `1`, `2` or `customer_name`. */
export const variablesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name]) => name ?? '')),
];

/** The text with its variables replaced by what was sent. */
export const fillIn = (text: string, values: ReadonlyMap<string, string>): string =>
  text.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => values.get(name) ?? whole);
