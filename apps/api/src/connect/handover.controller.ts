import type {
  AttemptReply,
  CreateHandoverReply,
  FinishConnectReply,
  HandoverLookReply,
  HandoverReply,
  handoverEndpoints,
  StartConnectReply,
} from '@switchboard/contracts';
import type { Request } from 'express';
import { addressOf, principalOf } from '../accounts/requireMay.js';
import type { Call } from '../platform/endpoint.js';
import type { HandoverService, Visitor } from './handover.service.js';
import type { HandoverCookie } from './handoverCookie.js';

export interface HandoverControllerDeps {
  handovers: HandoverService;
  cookie: HandoverCookie;
  /** The accounts a browser is signed in to, by its access token and by its refresh cookie. */
  accountsOf: (req: Request) => Promise<string[]>;
}

type Of<Name extends keyof typeof handoverEndpoints> = Call<(typeof handoverEndpoints)[Name]>;

export function createHandoverController({ handovers, cookie, accountsOf }: HandoverControllerDeps) {
  const visitorOf = async (req: Request): Promise<Visitor> => ({
    address: addressOf(req),
    accountIds: await accountsOf(req),
    browser: cookie.read(req),
  });

  return {
    // --- for members ---
    async create({ req, res }: Of<'create'>): Promise<CreateHandoverReply> {
      return { success: true, ...(await handovers.create(principalOf(res), addressOf(req))) };
    },
    async get({ params, res }: Of<'get'>): Promise<HandoverReply> {
      return { success: true, handover: await handovers.get(principalOf(res).accountId, params.handoverId) };
    },
    async cancel({ params, res }: Of<'cancel'>): Promise<HandoverReply> {
      return { success: true, handover: await handovers.cancel(principalOf(res).accountId, params.handoverId) };
    },

    // --- for whoever opens the link ---
    async look({ body, req }: Of<'look'>): Promise<HandoverLookReply> {
      return { success: true, ...(await handovers.look(body.token, await visitorOf(req))) };
    },
    async start({ body, req, res }: Of<'start'>): Promise<StartConnectReply> {
      const started = await handovers.start(body.token, body.flow, await visitorOf(req));
      cookie.set(res, started.browser, started.browserUntil);
      return { success: true, ...started.reply };
    },
    async finish({ body, req }: Of<'finish'>): Promise<FinishConnectReply> {
      return { success: true, ...(await handovers.finish(body, await visitorOf(req))) };
    },
    async leave({ body, req }: Of<'leave'>): Promise<AttemptReply> {
      return { success: true, attempt: await handovers.leave(body, await visitorOf(req)) };
    },
    async choose({ body, req }: Of<'choose'>): Promise<AttemptReply> {
      return { success: true, attempt: await handovers.choose(body.phoneNumberIds, await visitorOf(req)) };
    },
    async attempt({ req }: Of<'attempt'>): Promise<AttemptReply> {
      return { success: true, attempt: await handovers.attempt(await visitorOf(req)) };
    },
  };
}
export type HandoverController = ReturnType<typeof createHandoverController>;
