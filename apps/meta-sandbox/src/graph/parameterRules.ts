import type { z } from 'zod';
import { badParameter, missingParameter } from './graphError.js';
import type { GraphParams } from './graphRequest.js';

/** Meta's error for a call for another product than WhatsApp. */
export function requireWhatsApp(params: GraphParams): void {
  if (params.mustHave('messaging_product') !== 'whatsapp') throw badParameter('messaging_product must be whatsapp');
}

export function fitting<Value>(schema: z.ZodType<Value>, value: unknown, name: string): Value {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  if (value === undefined) throw missingParameter(name);
  const [issue] = parsed.error.issues;
  const where = [name, ...(issue?.path ?? [])].join('.');
  throw badParameter(`${where}: ${issue?.message ?? 'invalid'}`);
}

export function textUpTo(params: GraphParams, name: string, max: number): string | undefined {
  const text = params.text(name);
  if (text !== undefined && text.length > max) throw badParameter(`${name} must be at most ${max} characters long`);
  return text;
}

export function yesOrNo(params: GraphParams, name: string): boolean | undefined {
  const text = params.text(name);
  if (text === undefined) return undefined;
  if (text !== 'true' && text !== 'false') throw badParameter(`${name} must be true or false`);
  return text === 'true';
}
