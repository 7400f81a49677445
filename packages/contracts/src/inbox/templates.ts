import { z } from 'zod';
import { metaId } from '../numbers.js';

export const templateButton = z.object({
  /** Meta's own word: `QUICK_REPLY | URL | PHONE_NUMBER | COPY_CODE | …`. */
  type: z.string(),
  text: z.string(),
});

export const templateVariable = z.object({
  /** `header.1`, `body.1`, `body.first_name`, `button.0`. */
  key: z.string(),
  /** What stands between the braces: `1`, `first_name`. */
  name: z.string(),
  part: z.enum(['header', 'body', 'button']),
  example: z.string().nullable(),
});
export type TemplateVariable = z.infer<typeof templateVariable>;

/** An approved template of the number's WhatsApp account. Texts hold `{{1}}` or `{{first_name}}` where variables go. */
export const templateDto = z.object({
  name: z.string(),
  language: z.string(),
  category: z.string(),
  header: z.string().nullable(),
  text: z.string(),
  footer: z.string().nullable(),
  buttons: z.array(templateButton),
  variables: z.array(templateVariable),
  /** Why it cannot be sent from here (its header is a picture, say); null when it can. */
  unusable: z.string().nullable(),
});
export type TemplateDto = z.infer<typeof templateDto>;

/** `GET /api/templates?phoneNumberId=…` */
export const templatesQuery = z.strictObject({ phoneNumberId: metaId });
export const templatesReply = z.object({ success: z.literal(true), templates: z.array(templateDto) });
export type TemplatesReply = z.infer<typeof templatesReply>;

/** Fills the variables of a template's part. Unfilled ones stay in their braces. */
export function fillTemplate(
  part: 'header' | 'body',
  text: string,
  variables: Readonly<Record<string, string>>,
): string {
  return text.replace(
    /\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g,
    (braces, name: string) => variables[`${part}.${name}`] ?? braces,
  );
}
