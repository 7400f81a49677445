import { z } from 'zod';

/**
 * Who may answer customers on a number: `us` this inbox, `meta_agent` Meta's own agent, `other_app` another app;
 * `nobody` who writes next decides by the number's routing.
 */
export const responderKind = z.enum(['us', 'meta_agent', 'other_app', 'nobody']);
export type ResponderKind = z.infer<typeof responderKind>;
/** `role` is Meta's word for the part it plays (`customer_service`, `ai_agent`, `escalation`, …), where it is known. */
export const responderParty = z.object({ who: responderKind, role: z.string().nullable() });
export type ResponderParty = z.infer<typeof responderParty>;

export const responderDto = responderParty.extend({
  /** From then on nobody answers, unless something more happens: Meta forgets who does after 24 hours. */
  idleAt: z.iso.datetime(),
  /** The role that had it before, which gets it when it is handed back; null: it is let go. */
  backTo: z.string().nullable(),
  /** What an agent that handed it over says it is about, and when. */
  summary: z.object({ text: z.string(), at: z.iso.datetime() }).nullable(),
});
export type ResponderDto = z.infer<typeof responderDto>;
