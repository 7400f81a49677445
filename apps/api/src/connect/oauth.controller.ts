import {
  attemptReply,
  cancelConnectRequest,
  checkNumbersReply,
  chooseNumbersRequest,
  doctorReply,
  finishConnectReply,
  finishConnectRequest,
  phoneNumberSelection,
  startConnectReply,
  startConnectRequest,
  statusReply,
} from '@switchboard/contracts';
import type { Request, Response } from 'express';
import { addressOf, principalOf } from '../accounts/requireMay.js';
import type { DoctorService } from '../numbers/doctor/doctor.service.js';
import type { NumberCheckService } from '../numbers/numberCheck.service.js';
import { AppError } from '../platform/errors.js';
import { sendReply } from '../platform/sendReply.js';
import type { AttemptService } from './attempt.service.js';
import type { CallbackService } from './callback.service.js';
import type { NumberSelectionService } from './numberSelection.service.js';
import type { StartService } from './start.service.js';
import type { StatusService } from './status.service.js';

export interface OAuthControllerDeps {
  starts: StartService;
  callbacks: CallbackService;
  selections: NumberSelectionService;
  attempts: AttemptService;
  status: StatusService;
  checks: NumberCheckService;
  doctor: DoctorService;
}

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

export function createOAuthController(deps: OAuthControllerDeps) {
  const { starts, callbacks, selections, attempts, status, checks, doctor } = deps;
  return {
    async status(_req: Request, res: Response) {
      sendReply(res, statusReply, await status.status(principalOf(res)));
    },
    async start(req: Request, res: Response) {
      const input = startConnectRequest.parse(bodyOf(req));
      const started = await starts.start(askerOf(req, res), input);
      res.status(201).json(startConnectReply.parse({ success: true, ...started }));
    },
    async finish(req: Request, res: Response) {
      const input = finishConnectRequest.parse(bodyOf(req));
      res.json(finishConnectReply.parse({ success: true, ...(await callbacks.finish(principalOf(res), input)) }));
    },
    async cancel(req: Request, res: Response) {
      const attempt = await callbacks.cancel(principalOf(res), cancelConnectRequest.parse(bodyOf(req)));
      res.json(attemptReply.parse({ success: true, attempt }));
    },
    async attempt(req: Request<{ attemptId: string }>, res: Response) {
      const attempt = await attempts.get(principalOf(res).accountId, req.params.attemptId);
      res.json(attemptReply.parse({ success: true, attempt }));
    },
    async choose(req: Request<{ attemptId: string }>, res: Response) {
      const attempt = await selections.choose(principalOf(res), req.params.attemptId, chosenIn(req));
      res.json(attemptReply.parse({ success: true, attempt }));
    },
    async retry(req: Request<{ attemptId: string }>, res: Response) {
      const attempt = await attempts.retry(principalOf(res), req.params.attemptId);
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
    async doctor(req: Request, res: Response) {
      const { phoneNumberIds } = phoneNumberSelection.parse(bodyOf(req));
      res.json(doctorReply.parse({ success: true, ...(await doctor.run(principalOf(res), phoneNumberIds)) }));
    },
  };
}
export type OAuthController = ReturnType<typeof createOAuthController>;
