import {
  type Endpoint,
  type ErrorCode,
  errorCatalogue,
  errorReply,
  isRaw,
  referenceWords,
} from '@switchboard/contracts';
import type { z } from 'zod';
import { statusOf } from '../platform/errorHandler.js';
import type { Limits } from '../platform/rateLimits.js';
import type { Entry } from './groups.js';
import { isRight, listErrors } from './listErrors.js';
import { createSchemas, type JsonSchema, type Schemas } from './schemas.js';
import { credentials, findCredential } from './whoMay.js';

export interface DocumentOf {
  title: string;
  description: string;
  entries: readonly Entry[];
  limits: Limits;
}

const byStatus = (codes: readonly ErrorCode[]): [status: number, codes: ErrorCode[]][] => {
  const statuses = [...new Set(codes.map((code) => statusOf[code]))].sort((a, b) => a - b);
  return statuses.map((status) => [status, codes.filter((code) => statusOf[code] === status)]);
};

const toContent = (part: Endpoint['body'] & object, schemas: Schemas) =>
  isRaw(part)
    ? { [part.contentType]: { schema: { type: 'string', format: 'binary' } } }
    : { 'application/json': { schema: schemas.refTo(part) } };

function toResponses(endpoint: Endpoint, schemas: Schemas) {
  const replies = Object.entries(endpoint.replies).map(([status, reply]) => [
    status,
    status === '204' || !reply
      ? { description: referenceWords.nothingToTell }
      : { description: referenceWords.worked, content: toContent(reply, schemas) },
  ]);
  const refusals = byStatus(listErrors(endpoint)).map(([status, codes]) => [
    String(status),
    {
      description: codes.map((code) => `\`${code}\`: ${errorCatalogue[code].message}`).join('\n\n'),
      content: {
        'application/json': {
          schema: { allOf: [schemas.refTo(errorReply), { properties: { code: { enum: codes } } }] },
        },
      },
    },
  ]);
  // A status that both have, as 503 of a probe, keeps the endpoint's own answer.
  return Object.fromEntries([...refusals, ...replies]);
}

const namesIn = (path: string): string[] => [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);

function toParameters({ path, params, query }: Endpoint, schemas: Schemas) {
  const getFields = (schema: z.ZodType | undefined): JsonSchema => (schema ? schemas.of(schema) : {});
  const inPath = namesIn(path).map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: getFields(params).properties?.[name] ?? { type: 'string' },
  }));
  const { properties = {}, required = [] } = getFields(query);
  const inQuery = Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    // What has a default need not be said.
    required: required.includes(name) && !('default' in schema),
    schema,
  }));
  return [...inPath, ...inQuery];
}

function describeEndpoint(endpoint: Endpoint, limits: Limits): string {
  const taken = (endpoint.limits ?? []).map((name) => {
    const limit = limits.get(name);
    return limit ? `at most ${limit.points} in ${limit.durationSeconds} seconds (\`${name}\`)` : `\`${name}\``;
  });
  return [
    `Needs \`${endpoint.right}\`.`,
    ...(taken.length > 0 ? [`Limited: ${taken.join('; ')}.`] : []),
    ...(endpoint.readUnits === undefined ? [] : [referenceWords.twoAtATime]),
    ...(endpoint.sameSiteOnly ? [referenceWords.sameSiteOnly] : []),
  ].join(' ');
}

function toOperation({ name, chapter, endpoint }: Entry, schemas: Schemas, limits: Limits) {
  const { summary, right, body, bodyIsOptional } = endpoint;
  const credential = isRight(right) ? findCredential(right) : undefined;
  return {
    operationId: name,
    tags: [chapter],
    summary,
    description: describeEndpoint(endpoint, limits),
    ...(credential ? { security: [{ [credential]: [] }] } : {}),
    parameters: toParameters(endpoint, schemas),
    ...(body ? { requestBody: { required: !bodyIsOptional, content: toContent(body, schemas) } } : {}),
    responses: toResponses(endpoint, schemas),
  };
}

/** A document of OpenAPI 3.1 about endpoints. Pure: nothing but the declarations goes into it. */
export function toOpenApi({ title, description, entries, limits }: DocumentOf) {
  const schemas = createSchemas(entries);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const entry of entries) {
    const path = entry.endpoint.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = {
      ...paths[path],
      [entry.endpoint.method.toLowerCase()]: toOperation(entry, schemas, limits),
    };
  }
  return {
    openapi: '3.1.1' as const,
    info: { title, version: '1', description },
    tags: [...new Set(entries.map(({ chapter }) => chapter))].map((name) => ({ name })),
    paths,
    components: { securitySchemes: credentials, schemas: schemas.usedBy(paths) },
  };
}
export type OpenApiDocument = ReturnType<typeof toOpenApi>;
