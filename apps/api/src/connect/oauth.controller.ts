import {
  attemptReply,
  bringBackRequest,
  cancelConnectRequest,
  checkNumbersReply,
  chooseNumbersRequest,
  disconnectPreviewReply,
  disconnectReply,
  disconnectRequest,
  doctorReply,
  finishConnectReply,
  finishConnectRequest,
  phoneNumberSelection,
  startConnectReply,
  startConnectRequest,
  statusReply,
  storyReply,
} from '@switchboard/contracts';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { addressOf, principalOf } from '../accounts/requireMay.js';
import type { StoryService } from '../connectionHistory/story.service.js';
import type { DisconnectService } from '../disconnect/disconnect.service.js';
import type { DoctorService } from '../numbers/doctor/doctor.service.js';
import type { NumberCheckService } from '../numbers/numberCheck.service.js';
import { AppError } from '../platform/errors.js';
import { sendReply } from '../platform/sendReply.js';
import type { OAuthService } from './oauth.service.js';
import type { StatusService } from './status.service.js';

export interface ConnectControllerDeps {
  oauth: OAuthService;
  status: StatusService;
  disconnects: DisconnectService;
  checks: NumberCheckService;
  story: StoryService;
  doctor: DoctorService;
}

const storyQuery = z.object({ before: z.string().max(100).optional() });
/** An empty body means no choice was made. */
const bodyOf = (req: Pick<Request, 'body'>): unknown => req.body ?? {};
const askerOf = (req: Request, res: Response) => ({ ...principalOf(res), address: addressOf(req) });

/** The numbers that a request chooses. @throws AppError `nothing_chosen` for an empty list. */
export function chosenIn(req: Pick<Request, 'body'>): string[] {
  const body: unknown = bodyOf(req);
  const isEmpty =
    typeof body === 'object' && body !== null && 'phoneNumberIds' in body && isEmptyList(body.phoneNumberIds);
  if (isEmpty) throw new AppError('nothing_chosen');
  return chooseNumbersRequest.parse(body).phoneNumberIds;
}
const isEmptyList = (value: unknown) => Array.isArray(value) && value.length === 0;

export function createConnectController({ oauth, status, disconnects, checks, doctor, story }: ConnectControllerDeps) {
  return {
    async status(_req: Request, res: Response) {
      sendReply(res, statusReply, await status.status(principalOf(res)));
    },
    async start(req: Request, res: Response) {
      const input = startConnectRequest.parse(bodyOf(req));
      const started = await oauth.start(askerOf(req, res), input);
      res.status(201).json(startConnectReply.parse({ success: true, ...started }));
    },
    async finish(req: Request, res: Response) {
      const input = finishConnectRequest.parse(bodyOf(req));
      res.json(finishConnectReply.parse({ success: true, ...(await oauth.finish(principalOf(res), input)) }));
    },
    async cancel(req: Request, res: Response) {
      const attempt = await oauth.cancel(principalOf(res), cancelConnectRequest.parse(bodyOf(req)));
      res.json(attemptReply.parse({ success: true, attempt }));
    },
    async attempt(req: Request<{ attemptId: string }>, res: Response) {
      const attempt = await oauth.get(principalOf(res).accountId, req.params.attemptId);
      res.json(attemptReply.parse({ success: true, attempt }));
    },
    async choose(req: Request<{ attemptId: string }>, res: Response) {
      const attempt = await oauth.choose(principalOf(res), req.params.attemptId, chosenIn(req));
      res.json(attemptReply.parse({ success: true, attempt }));
    },
    async retry(req: Request<{ attemptId: string }>, res: Response) {
      const attempt = await oauth.retry(principalOf(res), req.params.attemptId);
      res.json(attemptReply.parse({ success: true, attempt }));
    },
    async check(req: Request, res: Response) {
      const { phoneNumberIds } = phoneNumberSelection.parse(bodyOf(req));
      const found = await checks.check(principalOf(res), phoneNumberIds);
      res.json(checkNumbersReply.parse({ success: true, ...found }));
    },
    async subscribe(req: Request, res: Response) {
      const { phoneNumberIds } = phoneNumberSelection.parse(bodyOf(req));
      const found = await checks.subscribe(principalOf(res), phoneNumberIds);
      res.json(checkNumbersReply.parse({ success: true, ...found }));
    },
    async story(req: Request, res: Response) {
      const { before } = storyQuery.parse(req.query);
      sendReply(res, storyReply, { success: true, ...(await story.list(principalOf(res).accountId, before)) });
    },
    async doctor(req: Request, res: Response) {
      const { phoneNumberIds } = phoneNumberSelection.parse(bodyOf(req));
      res.json(doctorReply.parse({ success: true, ...(await doctor.run(principalOf(res), phoneNumberIds)) }));
    },
    async previewDisconnect(req: Request, res: Response) {
      const { phoneNumberIds: text } = req.query;
      const selection = text === undefined ? {} : { phoneNumberIds: String(text).split(',') };
      const { phoneNumberIds } = phoneNumberSelection.parse(selection);
      const preview = await disconnects.preview(principalOf(res), phoneNumberIds);
      res.json(disconnectPreviewReply.parse({ success: true, ...preview }));
    },
    async disconnect(req: Request, res: Response) {
      const { phoneNumberIds, way = 'disconnect' } = disconnectRequest.parse(bodyOf(req));
      const done = await disconnects.disconnect(askerOf(req, res), way, phoneNumberIds);
      res.json(disconnectReply.parse({ success: true, ...done }));
    },
    async undoDisconnect(req: Request, res: Response) {
      const { phoneNumberIds } = bringBackRequest.parse(bodyOf(req));
      const receipts = await disconnects.undo(askerOf(req, res), phoneNumberIds);
      res.json(disconnectReply.parse({ success: true, receipts, undoUntil: null }));
    },
    async resume(req: Request, res: Response) {
      const { phoneNumberIds } = bringBackRequest.parse(bodyOf(req));
      const receipts = await disconnects.resume(askerOf(req, res), phoneNumberIds);
      res.json(disconnectReply.parse({ success: true, receipts, undoUntil: null }));
    },
  };
}
export type ConnectController = ReturnType<typeof createConnectController>;
