import type { Waba } from '../state/world.js';
import { seededTemplates } from './seededTemplates.js';
import type { Template } from './template.types.js';

export class TemplateBook {
  readonly #byWaba = new Map<string, Template[]>();
  #serial = 0;

  clear(): void {
    this.#byWaba.clear();
  }

  of(waba: Pick<Waba, 'id'>): readonly Template[] {
    return this.#getList(waba.id);
  }

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
    this.#getList(input.wabaId).push(template);
    return template;
  }

  remove(waba: Pick<Waba, 'id'>, isMeant: (template: Template) => boolean): number {
    const all = this.#getList(waba.id);
    const kept = all.filter((template) => !isMeant(template));
    this.#byWaba.set(waba.id, kept);
    return all.length - kept.length;
  }

  #getList(wabaId: string): Template[] {
    const templates = this.#byWaba.get(wabaId) ?? seededTemplates(wabaId);
    this.#byWaba.set(wabaId, templates);
    return templates;
  }
}

/** The variables of a text in order: `1`, `2` or `customer_name`. */
export const variablesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name]) => name ?? '')),
];

export const fillIn = (text: string, values: ReadonlyMap<string, string>): string =>
  text.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => values.get(name) ?? whole);
