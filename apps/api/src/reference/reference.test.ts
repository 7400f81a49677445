import { BASIC } from '@hyperjump/json-schema/experimental';
import { validate } from '@hyperjump/json-schema/openapi-3-1';
import { type Endpoint, endpoint } from '@switchboard/contracts';
import express from 'express';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { findAnswerProblem } from '../../test/answerCheck.js';
import { startApi, type TestApi } from '../../test/harness.js';
import { listRoutes, type Route, toName } from '../../test/routes.js';
import { undeclaredRoutes } from '../../test/undeclaredRoutes.js';
import { mountEndpoint } from '../platform/endpoint.js';
import { errorHandler } from '../platform/errorHandler.js';
import { checkReplies } from '../platform/sendReply.js';
import { entries } from './groups.js';
import { isOperators } from './listErrors.js';

const operatorToken = 'operator-token-of-the-tests-0123456789';
let api: TestApi;
let routes: Route[];
beforeAll(async () => {
  api = await startApi({ env: { OPERATOR_TOKEN: operatorToken } });
  routes = listRoutes(api.app.handler);
});
afterAll(() => api.stop());

const named = ({ method, path }: Endpoint) => `${method} ${path}`;
const undeclared = (all: readonly Route[]) => all.filter((route) => !route.endpoint).map(toName);
/** Answered before Express is asked. */
const isBesideExpress = (name: string) => name === 'POST /api/webhooks/whatsapp';

interface Operation {
  operationId: string;
  parameters: { name: string; in: string }[];
  responses: Record<string, { description: string }>;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
}
const open = async (): Promise<Document> => (await api.client().get('/api/openapi.json')).body;
async function ofOperator(): Promise<Document> {
  const operator = api.client();
  operator.token = operatorToken;
  return (await operator.get('/api/operator/openapi.json')).body;
}
const namesIn = ({ paths }: Document) =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  );

describe('the declarations', () => {
  it('are there for every route of the running app but those of the list, which may only become shorter', () => {
    expect(undeclared(routes).sort()).toEqual([...undeclaredRoutes].sort());
    for (const route of routes) {
      if (route.endpoint) expect([named(route.endpoint), route.endpoint.right]).toEqual([toName(route), route.right]);
    }
  });

  it('are missed by a route without one, by name', () => {
    const app = express();
    app.use(
      '/api/new',
      express.Router().get('/thing/:id', (_req, res) => void res.end()),
    );
    expect(undeclared(listRoutes(app))).toEqual(['GET /api/new/thing/:id']);
  });

  it('are all answered, and each stands in one document', async () => {
    const declared = entries.map(({ endpoint }) => named(endpoint));
    expect(new Set(declared).size).toBe(declared.length);
    const answered = new Set(routes.flatMap(({ endpoint }) => (endpoint ? [named(endpoint)] : [])));
    expect(declared.filter((name) => !answered.has(name) && !isBesideExpress(name))).toEqual([]);
    expect([...answered].filter((name) => !declared.includes(name))).toEqual([]);
    const operators = entries.flatMap(({ endpoint }) => (isOperators(endpoint) ? [named(endpoint)] : []));
    expect(namesIn(await ofOperator()).sort()).toEqual(operators.sort());
    expect(namesIn(await open()).sort()).toEqual(declared.filter((name) => !operators.includes(name)).sort());
  });

  it('name limits that there are, and every limit that there is', () => {
    const limits = entries.flatMap(({ endpoint }) => endpoint.limits ?? []);
    expect([...new Set(limits)].sort()).toEqual([...api.app.limits.keys()].sort());
  });
});

/** What the schema that OpenAPI publishes for 3.1 says of a document as it is on the wire, the schemas in it included. */
const judge = (document: object) =>
  validate('https://spec.openapis.org/oas/3.1/schema-base', JSON.parse(JSON.stringify(document)), BASIC);

describe('a document', () => {
  it('is valid by the schema that OpenAPI publishes', async () => {
    expect(await judge(await open())).toEqual({ valid: true });
    expect(await judge(await ofOperator())).toEqual({ valid: true });
  });

  it.each([
    ['its head', { info: { title: 'No version' } }],
    ['an operation', { paths: { '/things': { get: { responses: { '200': {} } } } } }],
    ['a schema', { components: { schemas: { Thing: { type: 'thing' } } } }],
  ])('is not valid with a fault in %s', async (_where, fault) => {
    expect((await judge({ ...(await open()), ...fault })).valid).toBe(false);
  });

  it('is of OpenAPI 3.1: every reference leads somewhere, every id is one of its own, every part of a path is told', async () => {
    for (const document of [await open(), await ofOperator()]) {
      expect(document.openapi).toBe('3.1.1');
      const refs = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
      expect(refs.length).toBeGreaterThan(10);
      expect(refs.filter((name) => !name || !document.components.schemas[name])).toEqual([]);
      const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.values(methods).map((operation) => ({ path, ...operation })),
      );
      expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
      for (const { path, parameters } of operations) {
        const told = parameters.flatMap((parameter) => (parameter.in === 'path' ? [parameter.name] : []));
        expect(told).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      }
    }
  });

  it('tells what an endpoint needs and how it may be refused', async () => {
    const { paths } = await open();
    const invite = paths['/api/account/invitations']?.post;
    expect(invite).toMatchObject({
      operationId: 'account.invite',
      security: [{ session: [] }],
      requestBody: { required: true },
    });
    expect(invite?.responses['403']?.description).toContain('owner_only');
    expect(Object.keys(invite?.responses ?? {})).toEqual(expect.arrayContaining(['201', '400', '401', '403', '429']));
    const health = paths['/api/integrations/whatsapp/numbers/{phoneNumberId}/health']?.get;
    expect(health?.parameters).toEqual([
      expect.objectContaining({ name: 'phoneNumberId', in: 'path', required: true }),
      expect.objectContaining({ name: 'days', in: 'query', required: false }),
    ]);
  });

  it('of the operator is nothing to everybody else', async () => {
    const owner = await api.owner();
    expect((await owner.get('/api/operator/openapi.json')).status).toBe(404);
    expect(JSON.stringify(await open())).not.toContain('/api/operator/');
  });
});

const thing = endpoint({
  method: 'POST',
  path: '/things/:thingId',
  summary: 'Changes a thing',
  right: 'self.update',
  params: z.object({ thingId: z.string().regex(/^\d+$/) }),
  query: z.strictObject({ days: z.coerce.number().int().max(9).optional() }),
  body: z.strictObject({ name: z.string() }),
  replies: { 200: z.object({ success: z.literal(true), name: z.string() }) },
  errors: ['number_not_found'],
});

describe('a mounted endpoint', () => {
  const app = express();
  checkReplies(app, true);
  app.use(express.json());
  const router = express.Router();
  // biome-ignore lint/suspicious/noExplicitAny: an answer that the types refuse
  mountEndpoint(router, thing, [], async ({ body }) => ({ success: true, name: body.name, secret: 's' }) as any);
  app.use(router, errorHandler);
  const ask = (path: string, body: object) => request(app).post(path).send(body);

  it.each([
    ['the body', '/things/1', { name: 1 }, 'name'],
    ['the query', '/things/1?days=x', { name: 'n' }, 'days'],
    ['the path', '/things/x', { name: 'n' }, 'thingId'],
  ])('refuses what is outside of the form of %s, and names the field', async (_part, path, body, field) => {
    const response = await ask(path, body);
    expect([response.status, response.body.code]).toEqual([400, 'invalid_request']);
    expect(response.body.details.issues.map((issue: { path: string }) => issue.path)).toEqual([field]);
  });

  it('names the fields that somebody without a body leaves out', async () => {
    const response = await request(app).post('/things/1');
    expect([response.status, response.body.code]).toEqual([400, 'invalid_request']);
    expect(response.body.details.issues.map((issue: { path: string }) => issue.path)).toEqual(['name']);
  });

  it.each([
    ['the body', '/things/1', { name: 'n', more: 1 }],
    ['the query', '/things/1?more=1', { name: 'n' }],
  ])('refuses an unknown field of %s where it is declared strict', async (_part, path, body) => {
    expect((await ask(path, body)).status).toBe(400);
  });

  it('answers no field that is not declared', async () => {
    expect((await ask('/things/1', { name: 'n' })).body).toEqual({ success: true, name: 'n' });
  });
});

describe('the check of what the tests are answered', () => {
  const refusal = (code: string) => ({ success: false, code, message: 'm', requestId: 'r' });

  it('takes what is declared', () => {
    expect(findAnswerProblem(thing, 200, { success: true, name: 'n' })).toBeNull();
    expect(findAnswerProblem(thing, 404, refusal('number_not_found'))).toBeNull();
    expect(findAnswerProblem(thing, 401, refusal('not_signed_in'))).toBeNull();
  });

  it.each([
    ['a field too many', 200, { success: true, name: 'n', more: 1 }],
    ['a field too few', 200, { success: true }],
    ['another code', 409, refusal('number_in_use')],
    ['another status', 400, refusal('number_not_found')],
    ['another form', 404, { error: 'no' }],
  ])('finds %s', (_what, status, body) => {
    expect(findAnswerProblem(thing, status, body)).not.toBeNull();
  });
});
