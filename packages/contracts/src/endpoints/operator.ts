import { z } from 'zod';
import { successReply } from '../auth.js';
import { funnelReply, givenUpJobsReply, unknownCodesReply } from '../connectionHistory.js';
import {
  assignHostedRequest,
  hostedLookReply,
  hostedSignupReply,
  hostedSignupsReply,
  operatorAccountsReply,
  operatorAccountsRequest,
} from '../hosted.js';
import { readinessReply, tickParams, tickRequest } from '../readiness/index.js';
import { resetSecondFactorRequest } from '../secondFactor.js';
import { endpoint } from './endpoint.js';
import { metaErrors, runErrors } from './errors.js';

const hosted = '/api/operator/hosted-signups';
/** Why what was shared cannot be asked about. */
const accessErrors = ['hosted_signup_gone', 'system_token_missing', 'hosted_access_refused'] as const;

/** Over all accounts, for the operator by `OPERATOR_TOKEN`. For everybody else there is nothing there. */
export const operatorEndpoints = {
  funnel: endpoint({
    method: 'GET',
    path: '/api/operator/funnel',
    summary: 'Tells how far attempts came, over all accounts',
    right: 'operator.funnel',
    query: z.object({ days: z.coerce.number<number>().int().min(1).max(365).default(30) }),
    replies: { 200: funnelReply },
  }),
  unknownCodes: endpoint({
    method: 'GET',
    path: '/api/operator/unknown-codes',
    summary: 'Lists codes of Meta’s that the dictionary does not have',
    right: 'operator.unknownCodes',
    replies: { 200: unknownCodesReply },
  }),
  givenUpJobs: endpoint({
    method: 'GET',
    path: '/api/operator/given-up-jobs',
    summary: 'Lists work that was tried until its limit in vain',
    right: 'operator.givenUpJobs',
    replies: { 200: givenUpJobsReply },
  }),
  runJobAgain: endpoint({
    method: 'POST',
    path: '/api/operator/given-up-jobs/:job/:id/run',
    summary: 'Has such work run again',
    right: 'operator.runJobAgain',
    replies: { 200: successReply },
    errors: ['not_found'],
  }),
  findAccounts: endpoint({
    method: 'POST',
    path: '/api/operator/accounts/search',
    summary: 'Finds accounts by a part of the name, an owner’s address or the id',
    right: 'operator.findAccounts',
    body: operatorAccountsRequest,
    replies: { 200: operatorAccountsReply },
  }),
  resetSecondFactor: endpoint({
    method: 'POST',
    path: '/api/operator/second-factor/reset',
    summary: 'Takes all second factors of a person away',
    right: 'operator.resetSecondFactor',
    body: resetSecondFactorRequest,
    replies: { 200: successReply },
    errors: ['person_unknown'],
  }),
  readiness: endpoint({
    method: 'GET',
    path: '/api/operator/meta-app',
    summary: 'Asks Meta whether the app is set up for real',
    right: 'operator.readReadiness',
    replies: { 200: readinessReply },
  }),
  tickReadiness: endpoint({
    method: 'PUT',
    path: '/api/operator/meta-app/ticks/:check',
    summary: 'Says that a person looked at what Meta tells only to people',
    right: 'operator.tickReadiness',
    params: tickParams,
    unknownId: 'not_found',
    body: tickRequest,
    replies: { 200: successReply },
    errors: ['not_found'],
  }),
  untickReadiness: endpoint({
    method: 'DELETE',
    path: '/api/operator/meta-app/ticks/:check',
    summary: 'Takes that back',
    right: 'operator.tickReadiness',
    params: tickParams,
    unknownId: 'not_found',
    replies: { 200: successReply },
    errors: ['not_found'],
  }),
  hostedSignups: endpoint({
    method: 'GET',
    path: hosted,
    summary: 'Lists sign-ups on Meta’s hosted page',
    right: 'operator.readHostedSignups',
    replies: { 200: hostedSignupsReply },
  }),
  lookAtHosted: endpoint({
    method: 'GET',
    path: `${hosted}/:wabaId`,
    summary: 'Asks Meta what was shared',
    right: 'operator.readHostedSignups',
    replies: { 200: hostedLookReply },
    errors: [...accessErrors, ...metaErrors],
  }),
  assignHosted: endpoint({
    method: 'POST',
    path: `${hosted}/:wabaId/assign`,
    summary: 'Connects what was shared to an account',
    right: 'operator.assignHostedSignup',
    body: assignHostedRequest,
    replies: { 200: hostedSignupReply },
    errors: [...accessErrors, 'hosted_signup_busy', 'hosted_phone_mismatch', ...runErrors],
  }),
  dismissHosted: endpoint({
    method: 'POST',
    path: `${hosted}/:wabaId/dismiss`,
    summary: 'Wants nothing of it',
    right: 'operator.assignHostedSignup',
    replies: { 200: hostedSignupReply },
    errors: ['hosted_signup_busy'],
  }),
};
