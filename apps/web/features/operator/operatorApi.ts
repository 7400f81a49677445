import {
  type AssignHostedRequest,
  funnelReply,
  type GivenUpJobsReply,
  givenUpJobsReply,
  hostedLookReply,
  hostedSignupReply,
  hostedSignupsReply,
  operatorAccountsReply,
  successReply,
  unknownCodesReply,
} from '@switchboard/contracts';
import { httpRequest } from '@/lib/http';

/** @param token The operator's, never a person's. */
export const loadFunnel = (token: string, days: number, signal?: AbortSignal) =>
  httpRequest({ method: 'GET', path: `/operator/funnel?days=${days}`, reply: funnelReply, token, signal });

export const loadUnknownCodes = (token: string, signal?: AbortSignal) =>
  httpRequest({ method: 'GET', path: '/operator/unknown-codes', reply: unknownCodesReply, token, signal });

/** Under which the list is kept. */
export const givenUpKey = ['operator', 'given-up-jobs'] as const;

export const loadGivenUpJobs = (token: string, signal?: AbortSignal) =>
  httpRequest({ method: 'GET', path: '/operator/given-up-jobs', reply: givenUpJobsReply, token, signal });

export const runAgain = (token: string, { job, id }: Pick<GivenUpJobsReply['jobs'][number], 'job' | 'id'>) =>
  httpRequest({
    method: 'POST',
    path: `/operator/given-up-jobs/${job}/${encodeURIComponent(id)}/run`,
    reply: successReply,
    token,
  });

export const resetSecondFactor = (token: string, email: string) =>
  httpRequest({
    method: 'POST',
    path: '/operator/second-factor/reset',
    body: { email },
    reply: successReply,
    token,
  });

const hosted = '/operator/hosted-signups';
/** Under which the list is kept. */
export const hostedKey = ['operator', 'hosted-signups'] as const;

export const loadHostedSignups = (token: string, signal?: AbortSignal) =>
  httpRequest({ method: 'GET', path: hosted, reply: hostedSignupsReply, token, signal });

export const lookAtHosted = (token: string, wabaId: string, signal?: AbortSignal) =>
  httpRequest({ method: 'GET', path: `${hosted}/${wabaId}`, reply: hostedLookReply, token, signal });

export const findAccounts = (token: string, search: string, signal?: AbortSignal) =>
  httpRequest({
    method: 'POST',
    path: '/operator/accounts/search',
    body: { search },
    reply: operatorAccountsReply,
    token,
    signal,
  });

export const assignHosted = (token: string, wabaId: string, request: AssignHostedRequest) =>
  httpRequest({
    method: 'POST',
    path: `${hosted}/${wabaId}/assign`,
    body: request,
    reply: hostedSignupReply,
    token,
    // As long as a whole attempt may take.
    timeoutMs: 90_000,
  });

export const dismissHosted = (token: string, wabaId: string) =>
  httpRequest({ method: 'POST', path: `${hosted}/${wabaId}/dismiss`, reply: hostedSignupReply, token });
