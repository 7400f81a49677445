import { z } from 'zod';
import { addressings } from '../messaging/addressing.js';
import { wamidForms } from '../messaging/wamid.js';

/** A form sends a list of one as a text, and no empty list. */
export const splitList = <Word extends string>(words: readonly Word[]) =>
  z
    .union([z.enum(words).transform((word) => [word]), z.array(z.enum(words))])
    .optional()
    .transform((list) => list ?? []);

const sides = ['customer', 'business'] as const;

export const namingForm = {
  wamid_names: z
    .enum(['', ...wamidForms])
    .default('')
    .transform((form) => form || undefined),
  addressing: z.enum(addressings).default('plain'),
  other_way: splitList(sides),
};
