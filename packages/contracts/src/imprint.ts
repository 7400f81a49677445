import { z } from 'zod';

export const mostInCompanyName = 120;
export const mostInCompanyAddress = 300;

/** `GET /api/imprint`: who runs this installation. `company` is null until everything about it is set. */
export const imprintReply = z.object({
  success: z.literal(true),
  company: z.object({ name: z.string(), address: z.string(), email: z.string() }).nullable(),
  /** A policy of the operator's own. */
  policyUrl: z.string().nullable(),
  keepDeliveriesDays: z.int(),
});
export type ImprintReply = z.infer<typeof imprintReply>;
