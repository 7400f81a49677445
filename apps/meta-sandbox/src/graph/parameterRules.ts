import type { z } from 'zod';
import { badParameter, missingParameter } from './graphError.js';
import type { GraphParams } from './graphRequest.js';

/** Throws what Meta answers to a call for another product than WhatsApp. */
export function requireWhatsApp(params: GraphParams): void {
  if (params.mustHave('messaging_product') !== 'whatsapp') throw badParameter('messaging_product must be whatsapp');
}

/** The value of a parameter when it fits. Throws what Meta answers to one that is missing or wrong. */
export function fitting<Value>(schema: z.ZodType<Value>, value: unknown, name: string): Value {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  if (value === undefined) throw missingParameter(name);
  const [issue] = parsed.error.issues;
  const where = [name, ...(issue?.path ?? [])].join('.');
  throw badParameter(`${where}: ${issue?.message ?? 'invalid'}`);
}

/** A text of at most so many characters; undefined when the call does not name it. */
export function textUpTo(params: GraphParams, name: string, most: number): string | undefined {
  const text = params.text(name);
  if (text !== undefined && text.length > most) throw badParameter(`${name} must be at most ${most} characters long`);
  return text;
}

/** Yes or no; undefined when the call does not name it. */
export function yesOrNo(params: GraphParams, name: string): boolean | undefined {
  const text = params.text(name);
  if (text === undefined) return undefined;
  if (text !== 'true' && text !== 'false') throw badParameter(`${name} must be true or false`);
  return text === 'true';
}
