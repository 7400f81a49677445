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
import { errorsOf, isRight } from './errorsOf.js';
import type { Entry } from './groups.js';
import { createSchemas, type JsonSchema, type Schemas } from './schemas.js';
import { credentialOf, credentials } from './whoMay.js';

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

const contentOf = (part: Endpoint['body'] & object, schemas: Schemas) =>
  isRaw(part)
    ? { [part.contentType]: { schema: { type: 'string', format: 'binary' } } }
    : { 'application/json': { schema: schemas.refTo(part) } };

function responsesOf(endpoint: Endpoint, schemas: Schemas) {
  const replies = Object.entries(endpoint.replies).map(([status, reply]) => [
    status,
    status === '204' || !reply
      ? { description: referenceWords.nothingToTell }
      : { description: referenceWords.worked, content: contentOf(reply, schemas) },
  ]);
  const refusals = byStatus(errorsOf(endpoint)).map(([status, codes]) => [
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

function parametersOf({ path, params, query }: Endpoint, schemas: Schemas) {
  const fieldsOf = (schema: z.ZodType | undefined): JsonSchema => (schema ? schemas.of(schema) : {});
  const inPath = namesIn(path).map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: fieldsOf(params).properties?.[name] ?? { type: 'string' },
  }));
  const { properties = {}, required = [] } = fieldsOf(query);
  const inQuery = Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    // What has a default need not be said.
    required: required.includes(name) && !('default' in schema),
    schema,
  }));
  return [...inPath, ...inQuery];
}

function wordsOf(endpoint: Endpoint, limits: Limits): string {
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

function operationOf({ name, chapter, endpoint }: Entry, schemas: Schemas, limits: Limits) {
  const { summary, right, body, bodyIsOptional } = endpoint;
  const credential = isRight(right) ? credentialOf(right) : undefined;
  return {
    operationId: name,
    tags: [chapter],
    summary,
    description: wordsOf(endpoint, limits),
    ...(credential ? { security: [{ [credential]: [] }] } : {}),
    parameters: parametersOf(endpoint, schemas),
    ...(body ? { requestBody: { required: !bodyIsOptional, content: contentOf(body, schemas) } } : {}),
    responses: responsesOf(endpoint, schemas),
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
      [entry.endpoint.method.toLowerCase()]: operationOf(entry, schemas, limits),
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
