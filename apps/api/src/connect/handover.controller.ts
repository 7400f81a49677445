import {
  attemptReply,
  cancelConnectRequest,
  createHandoverReply,
  finishConnectReply,
  finishConnectRequest,
  handoverLookReply,
  handoverReply,
  handoverTokenRequest,
  type SignupWays,
  startConnectReply,
  startHandoverRequest,
} from '@switchboard/contracts';
import type { Request, Response } from 'express';
import { addressOf, principalOf } from '../accounts/requireMay.js';
import type { HandoverCookie } from './handoverCookie.js';
import type { HandoverLinksService } from './handoverLinks.service.js';
import type { HandoverLoginService } from './handoverLogin.service.js';
import type { HandoverOpeningService } from './handoverOpening.service.js';
import type { Visitor } from './handoverVisit.js';
import { chosenIn } from './oauth.controller.js';

export interface HandoverControllerDeps {
  links: HandoverLinksService;
  opening: HandoverOpeningService;
  login: HandoverLoginService;
  signup: SignupWays;
  cookie: HandoverCookie;
  /** Refuses requests that another site's page caused. */
  requireSameSite: (req: Request) => void;
  /** The accounts a browser is signed in to, by its access token and by its refresh cookie. */
  accountsOf: (req: Request) => Promise<string[]>;
}

export function createHandoverController(deps: HandoverControllerDeps) {
  const { links, opening, login, signup, cookie, requireSameSite, accountsOf } = deps;
  const visitorOf = async (req: Request): Promise<Visitor> => ({
    address: addressOf(req),
    accountIds: await accountsOf(req),
    browser: cookie.read(req),
  });

  return {
    async create(req: Request, res: Response) {
      const created = await links.create(principalOf(res), addressOf(req));
      res.status(201).json(createHandoverReply.parse({ success: true, ...created }));
    },
    async get(req: Request<{ handoverId: string }>, res: Response) {
      const handover = await links.get(principalOf(res).accountId, req.params.handoverId);
      res.json(handoverReply.parse({ success: true, handover }));
    },
    async cancel(req: Request<{ handoverId: string }>, res: Response) {
      const handover = await links.cancel(principalOf(res).accountId, req.params.handoverId);
      res.json(handoverReply.parse({ success: true, handover }));
    },

    async look(req: Request, res: Response) {
      requireSameSite(req);
      const { token } = handoverTokenRequest.parse(req.body);
      const found = await opening.look(token, await visitorOf(req));
      res.json(handoverLookReply.parse({ success: true, ...found, signup }));
    },
    async start(req: Request, res: Response) {
      requireSameSite(req);
      const { token, flow } = startHandoverRequest.parse(req.body);
      const { reply, browser, browserUntil } = await opening.start(token, flow, await visitorOf(req));
      cookie.set(res, browser, browserUntil);
      res.status(201).json(startConnectReply.parse({ success: true, ...reply }));
    },
    async finish(req: Request, res: Response) {
      requireSameSite(req);
      const input = finishConnectRequest.parse(req.body);
      const finished = await login.finish(input, await visitorOf(req));
      res.json(finishConnectReply.parse({ success: true, ...finished }));
    },
    async leave(req: Request, res: Response) {
      requireSameSite(req);
      const attempt = await login.cancel(cancelConnectRequest.parse(req.body), await visitorOf(req));
      res.json(attemptReply.parse({ success: true, attempt }));
    },
    async choose(req: Request, res: Response) {
      requireSameSite(req);
      const attempt = await login.choose(chosenIn(req), await visitorOf(req));
      res.json(attemptReply.parse({ success: true, attempt }));
    },
    async attempt(req: Request, res: Response) {
      const attempt = await login.get(await visitorOf(req));
      res.json(attemptReply.parse({ success: true, attempt }));
    },
  };
}
export type HandoverController = ReturnType<typeof createHandoverController>;
