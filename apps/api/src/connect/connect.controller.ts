import type {
  AttemptReply,
  CheckNumbersReply,
  connectEndpoints,
  DisconnectPreviewReply,
  DisconnectReply,
  DoctorReply,
  FinishConnectReply,
  StartConnectReply,
  StatusReply,
  StoryReply,
} from '@switchboard/contracts';
import type { Request, Response } from 'express';
import { addressOf, principalOf } from '../accounts/requireMay.js';
import type { DoctorService } from '../numbers/doctor/doctor.service.js';
import type { NumberCheckService } from '../numbers/numberCheck.service.js';
import type { Call } from '../platform/endpoint.js';
import type { DisconnectService } from './disconnect.service.js';
import type { OAuthService } from './oauth.service.js';
import type { StatusService } from './status.service.js';
import type { StoryService } from './story.service.js';

export interface ConnectControllerDeps {
  oauth: OAuthService;
  status: StatusService;
  disconnects: DisconnectService;
  checks: NumberCheckService;
  story: StoryService;
  doctor: DoctorService;
}

type Of<Name extends keyof typeof connectEndpoints> = Call<(typeof connectEndpoints)[Name]>;
const askerOf = ({ req, res }: { req: Request; res: Response }) => ({ ...principalOf(res), address: addressOf(req) });

export function createConnectController({ oauth, status, disconnects, checks, doctor, story }: ConnectControllerDeps) {
  return {
    status: ({ res }: Of<'status'>): Promise<StatusReply> => status.status(principalOf(res)),
    async start(call: Of<'start'>): Promise<StartConnectReply> {
      return { success: true, ...(await oauth.start(askerOf(call), call.body)) };
    },
    async finish({ body, res }: Of<'finish'>): Promise<FinishConnectReply> {
      return { success: true, ...(await oauth.finish(principalOf(res), body)) };
    },
    async cancel({ body, res }: Of<'cancel'>): Promise<AttemptReply> {
      return { success: true, attempt: await oauth.cancel(principalOf(res), body) };
    },
    async attempt({ params, res }: Of<'attempt'>): Promise<AttemptReply> {
      return { success: true, attempt: await oauth.get(principalOf(res).accountId, params.attemptId) };
    },
    async choose({ params, body, res }: Of<'choose'>): Promise<AttemptReply> {
      const attempt = await oauth.choose(principalOf(res), params.attemptId, body.phoneNumberIds);
      return { success: true, attempt };
    },
    async retry({ params, res }: Of<'retry'>): Promise<AttemptReply> {
      return { success: true, attempt: await oauth.retry(principalOf(res), params.attemptId) };
    },
    async check({ body, res }: Of<'check'>): Promise<CheckNumbersReply> {
      return { success: true, ...(await checks.check(principalOf(res), body.phoneNumberIds)) };
    },
    async subscribe({ body, res }: Of<'subscribe'>): Promise<CheckNumbersReply> {
      return { success: true, ...(await checks.subscribe(principalOf(res), body.phoneNumberIds)) };
    },
    async history({ query, res }: Of<'history'>): Promise<StoryReply> {
      return { success: true, ...(await story.list(principalOf(res).accountId, query.before)) };
    },
    async examine({ body, res }: Of<'examine'>): Promise<DoctorReply> {
      return { success: true, ...(await doctor.run(principalOf(res), body.phoneNumberIds)) };
    },
    async previewDisconnect({ query, res }: Of<'previewDisconnect'>): Promise<DisconnectPreviewReply> {
      return { success: true, ...(await disconnects.preview(principalOf(res), query.phoneNumberIds)) };
    },
    async disconnect(call: Of<'disconnect'>): Promise<DisconnectReply> {
      const { phoneNumberIds, way = 'disconnect' } = call.body;
      return { success: true, ...(await disconnects.disconnect(askerOf(call), way, phoneNumberIds)) };
    },
    async undoDisconnect(call: Of<'undoDisconnect'>): Promise<DisconnectReply> {
      const receipts = await disconnects.undo(askerOf(call), call.body.phoneNumberIds);
      return { success: true, receipts, undoUntil: null };
    },
    async resume(call: Of<'resume'>): Promise<DisconnectReply> {
      const receipts = await disconnects.resume(askerOf(call), call.body.phoneNumberIds);
      return { success: true, receipts, undoUntil: null };
    },
  };
}
export type ConnectController = ReturnType<typeof createConnectController>;
