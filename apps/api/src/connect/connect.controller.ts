import {
  attemptReply,
  cancelConnectRequest,
  checkNumbersReply,
  disconnectPreviewReply,
  disconnectReply,
  finishConnectReply,
  finishConnectRequest,
  phoneNumberSelection,
  startConnectReply,
  startConnectRequest,
  statusReply,
} from '@switchboard/contracts';
import type { Request, Response } from 'express';
import { signedOf } from '../accounts/requireAuth.js';
import type { NumberCheckService } from '../numbers/numberCheck.service.js';
import type { DisconnectService } from './disconnect.service.js';
import type { OAuthService } from './oauth.service.js';
import type { StatusService } from './status.service.js';

export interface ConnectControllerDeps {
  oauth: OAuthService;
  status: StatusService;
  disconnects: DisconnectService;
  checks: NumberCheckService;
}

/** An empty body means no choice was made. */
const bodyOf = (req: Request): unknown => req.body ?? {};

export function createConnectController({ oauth, status, disconnects, checks }: ConnectControllerDeps) {
  return {
    async status(_req: Request, res: Response) {
      res.json(statusReply.parse(await status.status(signedOf(res))));
    },
    async start(req: Request, res: Response) {
      const { flow = 'redirect' } = startConnectRequest.parse(bodyOf(req));
      res.status(201).json(startConnectReply.parse({ success: true, ...(await oauth.start(signedOf(res), flow)) }));
    },
    async finish(req: Request, res: Response) {
      const input = finishConnectRequest.parse(bodyOf(req));
      res.json(finishConnectReply.parse({ success: true, ...(await oauth.finish(signedOf(res), input)) }));
    },
    async cancel(req: Request, res: Response) {
      const attempt = await oauth.cancel(signedOf(res), cancelConnectRequest.parse(bodyOf(req)));
      res.json(attemptReply.parse({ success: true, attempt }));
    },
    async attempt(req: Request<{ attemptId: string }>, res: Response) {
      const attempt = await oauth.get(signedOf(res).accountId, req.params.attemptId);
      res.json(attemptReply.parse({ success: true, attempt }));
    },
    async retry(req: Request<{ attemptId: string }>, res: Response) {
      const attempt = await oauth.retry(signedOf(res), req.params.attemptId);
      res.json(attemptReply.parse({ success: true, attempt }));
    },
    async check(req: Request, res: Response) {
      const { phoneNumberIds } = phoneNumberSelection.parse(bodyOf(req));
      const found = await checks.check(signedOf(res).accountId, phoneNumberIds);
      res.json(checkNumbersReply.parse({ success: true, ...found }));
    },
    async subscribe(req: Request, res: Response) {
      const { phoneNumberIds } = phoneNumberSelection.parse(bodyOf(req));
      const found = await checks.subscribe(signedOf(res).accountId, phoneNumberIds);
      res.json(checkNumbersReply.parse({ success: true, ...found }));
    },
    async previewDisconnect(req: Request, res: Response) {
      const { phoneNumberIds: text } = req.query;
      const selection = text === undefined ? {} : { phoneNumberIds: String(text).split(',') };
      const { phoneNumberIds } = phoneNumberSelection.parse(selection);
      const preview = await disconnects.preview(signedOf(res).accountId, phoneNumberIds);
      res.json(disconnectPreviewReply.parse({ success: true, ...preview }));
    },
    async disconnect(req: Request, res: Response) {
      const { phoneNumberIds } = phoneNumberSelection.parse(bodyOf(req));
      const receipts = await disconnects.disconnect(signedOf(res).accountId, phoneNumberIds);
      res.json(disconnectReply.parse({ success: true, receipts }));
    },
  };
}
export type ConnectController = ReturnType<typeof createConnectController>;
