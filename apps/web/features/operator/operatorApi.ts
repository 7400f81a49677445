import {
  type AssignHostedRequest,
  type GivenUpJobsReply,
  operatorEndpoints,
  type ReadinessCheck,
} from '@switchboard/contracts';
import { callWith } from '@/lib/callEndpoint';

/** @param token The operator's, never a person's. */
export const loadFunnel = (token: string, days: number, signal?: AbortSignal) =>
  callWith(token, operatorEndpoints.funnel, { query: { days } }, { signal });

export const loadUnknownCodes = (token: string, signal?: AbortSignal) =>
  callWith(token, operatorEndpoints.unknownCodes, {}, { signal });

/** Under which the list is kept. */
export const givenUpKey = ['operator', 'given-up-jobs'] as const;

export const loadGivenUpJobs = (token: string, signal?: AbortSignal) =>
  callWith(token, operatorEndpoints.givenUpJobs, {}, { signal });

export const runAgain = (token: string, { job, id }: Pick<GivenUpJobsReply['jobs'][number], 'job' | 'id'>) =>
  callWith(token, operatorEndpoints.runJobAgain, { params: { job, id } });

/** Under which the checks of the app at Meta are kept. */
export const readinessKey = ['operator', 'meta-app'] as const;

export const loadReadiness = (token: string, signal?: AbortSignal) =>
  callWith(token, operatorEndpoints.readiness, {}, { signal });

export const tickReadiness = (token: string, check: ReadinessCheck, by: string) =>
  callWith(token, operatorEndpoints.tickReadiness, { params: { check }, body: { by } });

export const untickReadiness = (token: string, check: ReadinessCheck) =>
  callWith(token, operatorEndpoints.untickReadiness, { params: { check } });

export const resetSecondFactor = (token: string, email: string) =>
  callWith(token, operatorEndpoints.resetSecondFactor, { body: { email } });

/** Under which the list is kept. */
export const hostedKey = ['operator', 'hosted-signups'] as const;

export const loadHostedSignups = (token: string, signal?: AbortSignal) =>
  callWith(token, operatorEndpoints.hostedSignups, {}, { signal });

export const lookAtHosted = (token: string, wabaId: string, signal?: AbortSignal) =>
  callWith(token, operatorEndpoints.lookAtHosted, { params: { wabaId } }, { signal });

export const findAccounts = (token: string, search: string, signal?: AbortSignal) =>
  callWith(token, operatorEndpoints.findAccounts, { body: { search } }, { signal });

export const assignHosted = (token: string, wabaId: string, body: AssignHostedRequest) =>
  // As long as a whole attempt may take.
  callWith(token, operatorEndpoints.assignHosted, { params: { wabaId }, body }, { timeoutMs: 90_000 });

export const dismissHosted = (token: string, wabaId: string) =>
  callWith(token, operatorEndpoints.dismissHosted, { params: { wabaId } });
