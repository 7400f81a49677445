import type {
  AttemptReply,
  CheckNumbersReply,
  connectEndpoints,
  DoctorReply,
  FinishConnectReply,
  StartConnectReply,
  StatusReply,
} from '@switchboard/contracts';
import { getPrincipal, readAddress } from '../accounts/requireMay.js';
import type { DoctorService } from '../numbers/doctor/doctor.service.js';
import type { NumberCheckService } from '../numbers/numberCheck.service.js';
import type { Call } from '../platform/endpoint.js';
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

type Of<Name extends keyof typeof connectEndpoints> = Call<(typeof connectEndpoints)[Name]>;

export function createOAuthController(deps: OAuthControllerDeps) {
  const { starts, callbacks, selections, attempts, status, checks, doctor } = deps;
  return {
    status: ({ res }: Of<'status'>): Promise<StatusReply> => status.status(getPrincipal(res)),
    async start({ body, req, res }: Of<'start'>): Promise<StartConnectReply> {
      const asker = { ...getPrincipal(res), address: readAddress(req) };
      return { success: true, ...(await starts.start(asker, body)) };
    },
    async finish({ body, res }: Of<'finish'>): Promise<FinishConnectReply> {
      return { success: true, ...(await callbacks.finish(getPrincipal(res), body)) };
    },
    async cancel({ body, res }: Of<'cancel'>): Promise<AttemptReply> {
      return { success: true, attempt: await callbacks.cancel(getPrincipal(res), body) };
    },
    async attempt({ params, res }: Of<'attempt'>): Promise<AttemptReply> {
      return { success: true, attempt: await attempts.get(getPrincipal(res).accountId, params.attemptId) };
    },
    async choose({ params, body, res }: Of<'choose'>): Promise<AttemptReply> {
      const attempt = await selections.choose(getPrincipal(res), params.attemptId, body.phoneNumberIds);
      return { success: true, attempt };
    },
    async retry({ params, res }: Of<'retry'>): Promise<AttemptReply> {
      return { success: true, attempt: await attempts.retry(getPrincipal(res), params.attemptId) };
    },
    async check({ body, res }: Of<'check'>): Promise<CheckNumbersReply> {
      return { success: true, ...(await checks.check(getPrincipal(res), body.phoneNumberIds)) };
    },
    async subscribe({ body, res }: Of<'subscribe'>): Promise<CheckNumbersReply> {
      return { success: true, ...(await checks.subscribe(getPrincipal(res), body.phoneNumberIds)) };
    },
    async examine({ body, res }: Of<'examine'>): Promise<DoctorReply> {
      return { success: true, ...(await doctor.run(getPrincipal(res), body.phoneNumberIds)) };
    },
  };
}
export type OAuthController = ReturnType<typeof createOAuthController>;
