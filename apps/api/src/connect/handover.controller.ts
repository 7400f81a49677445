import {
  attemptReply,
  cancelConnectRequest,
  createHandoverReply,
  finishConnectReply,
  finishConnectRequest,
  handoverLookReply,
  handoverReply,
  handoverTokenRequest,
  startConnectReply,
  startHandoverRequest,
} from '@switchboard/contracts';
import type { Request, Response } from 'express';
import { addressOf, principalOf } from '../accounts/requireMay.js';
import type { HandoverService, Visitor } from './handover.service.js';
import type { HandoverCookie } from './handoverCookie.js';
import { chosenIn } from './oauth.controller.js';

export interface HandoverControllerDeps {
  handovers: HandoverService;
  cookie: HandoverCookie;
  /** Refuses requests that another site's page caused. */
  requireSameSite: (req: Request) => void;
  /** The accounts a browser is signed in to, by its access token and by its refresh cookie. */
  accountsOf: (req: Request) => Promise<string[]>;
}

export function createHandoverController({ handovers, cookie, requireSameSite, accountsOf }: HandoverControllerDeps) {
  const visitorOf = async (req: Request): Promise<Visitor> => ({
    address: addressOf(req),
    accountIds: await accountsOf(req),
    browser: cookie.read(req),
  });

  return {
    // --- for members ---
    async create(req: Request, res: Response) {
      const created = await handovers.create(principalOf(res), addressOf(req));
      res.status(201).json(createHandoverReply.parse({ success: true, ...created }));
    },
    async get(req: Request<{ handoverId: string }>, res: Response) {
      const handover = await handovers.get(principalOf(res).accountId, req.params.handoverId);
      res.json(handoverReply.parse({ success: true, handover }));
    },
    async cancel(req: Request<{ handoverId: string }>, res: Response) {
      const handover = await handovers.cancel(principalOf(res).accountId, req.params.handoverId);
      res.json(handoverReply.parse({ success: true, handover }));
    },

    // --- for whoever opens the link ---
    async look(req: Request, res: Response) {
      requireSameSite(req);
      const { token } = handoverTokenRequest.parse(req.body);
      const found = await handovers.look(token, await visitorOf(req));
      res.json(handoverLookReply.parse({ success: true, ...found }));
    },
    async start(req: Request, res: Response) {
      requireSameSite(req);
      const { token, flow } = startHandoverRequest.parse(req.body);
      const { reply, browser, browserUntil } = await handovers.start(token, flow, await visitorOf(req));
      cookie.set(res, browser, browserUntil);
      res.status(201).json(startConnectReply.parse({ success: true, ...reply }));
    },
    async finish(req: Request, res: Response) {
      requireSameSite(req);
      const input = finishConnectRequest.parse(req.body);
      const finished = await handovers.finish(input, await visitorOf(req));
      res.json(finishConnectReply.parse({ success: true, ...finished }));
    },
    async leave(req: Request, res: Response) {
      requireSameSite(req);
      const attempt = await handovers.leave(cancelConnectRequest.parse(req.body), await visitorOf(req));
      res.json(attemptReply.parse({ success: true, attempt }));
    },
    async choose(req: Request, res: Response) {
      requireSameSite(req);
      const attempt = await handovers.choose(chosenIn(req), await visitorOf(req));
      res.json(attemptReply.parse({ success: true, attempt }));
    },
    async attempt(req: Request, res: Response) {
      const attempt = await handovers.attempt(await visitorOf(req));
      res.json(attemptReply.parse({ success: true, attempt }));
    },
  };
}
export type HandoverController = ReturnType<typeof createHandoverController>;
