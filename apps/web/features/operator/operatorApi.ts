import { type AssignHostedRequest, type GivenUpJobsReply, operatorEndpoints } from '@switchboard/contracts';
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

/** Takes all second factors of a person away. */
export const resetSecondFactor = (token: string, email: string) =>
  callWith(token, operatorEndpoints.resetSecondFactor, { body: { email } });

/** Under which the list is kept. */
export const hostedKey = ['operator', 'hosted-signups'] as const;

export const loadHostedSignups = (token: string, signal?: AbortSignal) =>
  callWith(token, operatorEndpoints.hostedSignups, {}, { signal });

/** Asks Meta what was shared. */
export const lookAtHosted = (token: string, wabaId: string, signal?: AbortSignal) =>
  callWith(token, operatorEndpoints.lookAtHosted, { params: { wabaId } }, { signal });

export const findAccounts = (token: string, search: string, signal?: AbortSignal) =>
  callWith(token, operatorEndpoints.findAccounts, { body: { search } }, { signal });

export const assignHosted = (token: string, wabaId: string, body: AssignHostedRequest) =>
  // As long as a whole attempt may take.
  callWith(token, operatorEndpoints.assignHosted, { params: { wabaId }, body }, { timeoutMs: 90_000 });

export const dismissHosted = (token: string, wabaId: string) =>
  callWith(token, operatorEndpoints.dismissHosted, { params: { wabaId } });
