import { z } from 'zod';
import { endpoint } from './endpoint.js';

/** A document of OpenAPI. What is in it is OpenAPI's own to say. */
const openApiDocument = z.looseObject({ openapi: z.literal('3.1.1') });

export const referenceEndpoints = {
  document: endpoint({
    method: 'GET',
    path: '/api/openapi.json',
    summary: 'Gives this reference as a document of OpenAPI 3.1',
    right: 'reference.read',
    replies: { 200: openApiDocument },
    isHot: true,
  }),
  operatorDocument: endpoint({
    method: 'GET',
    path: '/api/operator/openapi.json',
    summary: 'Gives the reference of the operator’s endpoints',
    right: 'operator.readReference',
    replies: { 200: openApiDocument },
    isHot: true,
  }),
};

/** What the reference says beside the declarations. */
export const referenceWords = {
  open: {
    title: 'Switchboard',
    description: [
      'Everything that the API answers. The operator’s endpoints are in a document of their own.',
      'A member sends the access token of logging in with every request: `Authorization: Bearer <token>`. It lives for minutes; the refresh cookie, which scripts cannot read, brings a new one.',
      'What sets or uses a cookie is refused with `cross_site_request` where a page of another site caused it, by `Sec-Fetch-Site` and `Origin`. A program that sends neither is not.',
    ].join('\n\n'),
  },
  operators: {
    title: 'Switchboard, for the operator',
    description: 'What the operator asks over all accounts, with `Authorization: Bearer <OPERATOR_TOKEN>`.',
  },
  session: 'The access token of a member: `token` of logging in. It is renewed by the refresh cookie.',
  operatorToken: '`OPERATOR_TOKEN` of the configuration.',
  metricsToken: '`METRICS_TOKEN` of the configuration.',
  worked: 'It worked',
  nothingToTell: 'There is nothing to tell',
  twoAtATime: 'Of one session two run at a time.',
  sameSiteOnly: 'Refused where a page of another site caused it.',
};
