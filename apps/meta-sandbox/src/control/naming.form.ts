import { z } from 'zod';
import { addressings } from '../messaging/addressing.js';
import { wamidForms } from '../messaging/wamid.js';

/** A list of one arrives as a text, an empty one not at all. */
export const listOf = <Word extends string>(words: readonly Word[]) =>
  z
    .union([z.enum(words).transform((word) => [word]), z.array(z.enum(words))])
    .optional()
    .transform((list) => list ?? []);

const sides = ['customer', 'business'] as const;

/** How the webhooks of the page's acts, or of everything, name people and messages. */
export const namingForm = {
  wamid_names: z
    .enum(['', ...wamidForms])
    .default('')
    .transform((form) => form || undefined),
  addressing: z.enum(addressings).default('plain'),
  other_way: listOf(sides),
};
