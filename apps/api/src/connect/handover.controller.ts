import type {
  AttemptReply,
  CreateHandoverReply,
  FinishConnectReply,
  HandoverLookReply,
  HandoverReply,
  handoverEndpoints,
  SignupWays,
  StartConnectReply,
} from '@switchboard/contracts';
import type { Request } from 'express';
import { getPrincipal, readAddress } from '../accounts/requireMay.js';
import type { Call } from '../platform/endpoint.js';
import type { HandoverCookie } from './handoverCookie.js';
import type { HandoverLinksService } from './handoverLinks.service.js';
import type { HandoverLoginService } from './handoverLogin.service.js';
import type { HandoverOpeningService } from './handoverOpening.service.js';
import type { Visitor } from './handoverVisit.js';

export interface HandoverControllerDeps {
  links: HandoverLinksService;
  opening: HandoverOpeningService;
  login: HandoverLoginService;
  signup: SignupWays;
  cookie: HandoverCookie;
  /** The accounts a browser is signed in to, by its access token and by its refresh cookie. */
  listSignedInAccounts: (req: Request) => Promise<string[]>;
}

type Of<Name extends keyof typeof handoverEndpoints> = Call<(typeof handoverEndpoints)[Name]>;

export function createHandoverController(deps: HandoverControllerDeps) {
  const { links, opening, login, signup, cookie, listSignedInAccounts } = deps;
  const readVisitor = async (req: Request): Promise<Visitor> => ({
    address: readAddress(req),
    accountIds: await listSignedInAccounts(req),
    browser: cookie.read(req),
  });

  return {
    async create({ req, res }: Of<'create'>): Promise<CreateHandoverReply> {
      return { success: true, ...(await links.create(getPrincipal(res), readAddress(req))) };
    },
    async get({ params, res }: Of<'get'>): Promise<HandoverReply> {
      return { success: true, handover: await links.get(getPrincipal(res).accountId, params.handoverId) };
    },
    async cancel({ params, res }: Of<'cancel'>): Promise<HandoverReply> {
      return { success: true, handover: await links.cancel(getPrincipal(res).accountId, params.handoverId) };
    },

    async look({ body, req }: Of<'look'>): Promise<HandoverLookReply> {
      return { success: true, ...(await opening.look(body.token, await readVisitor(req))), signup };
    },
    async start({ body, req, res }: Of<'start'>): Promise<StartConnectReply> {
      const started = await opening.start(body.token, body.flow, await readVisitor(req));
      cookie.set(res, started.browser, started.browserUntil);
      return { success: true, ...started.reply };
    },
    async finish({ body, req }: Of<'finish'>): Promise<FinishConnectReply> {
      return { success: true, ...(await login.finish(body, await readVisitor(req))) };
    },
    async leave({ body, req }: Of<'leave'>): Promise<AttemptReply> {
      return { success: true, attempt: await login.cancel(body, await readVisitor(req)) };
    },
    async choose({ body, req }: Of<'choose'>): Promise<AttemptReply> {
      return { success: true, attempt: await login.choose(body.phoneNumberIds, await readVisitor(req)) };
    },
    async attempt({ req }: Of<'attempt'>): Promise<AttemptReply> {
      return { success: true, attempt: await login.get(await readVisitor(req)) };
    },
  };
}
export type HandoverController = ReturnType<typeof createHandoverController>;
