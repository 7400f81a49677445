import * as contracts from '@switchboard/contracts';
import { z } from 'zod';
import type { Entry } from './groups.js';

/** A JSON Schema, as far as it is looked into. */
export interface JsonSchema {
  [key: string]: unknown;
  properties?: Record<string, JsonSchema>;
  required?: string[];
}

const at = (name: string) => `#/components/schemas/${name}`;
const capitalised = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
const isSchema = (part: unknown): part is z.ZodType => part instanceof z.ZodType;

/** The schemas of an endpoint with what each is called where the contracts have no name for it. */
function listParts({ name, endpoint }: Entry): [z.ZodType, string][] {
  const called = name.split('.').map(capitalised).join('');
  const { params, query, body, replies } = endpoint;
  const parts: [unknown, string][] = [
    [params, `${called}Params`],
    [query, `${called}Query`],
    [body, `${called}Body`],
    ...Object.entries(replies).map(([status, reply]): [unknown, string] => [reply, `${called}Reply${status}`]),
  ];
  return parts.flatMap(([part, as]) => (isSchema(part) ? [[part, as] satisfies [z.ZodType, string]] : []));
}

/**
 * Every schema of the contracts under its own name, as JSON Schema. As it is on the wire, which is what goes into a schema:
 * before texts are trimmed and what is missing is filled in.
 */
export function createSchemas(entries: readonly Entry[]) {
  const named = z.registry<{ id: string }>();
  const add = (schema: z.ZodType, id: string) => {
    if (!named.has(schema)) named.add(schema, { id });
  };
  for (const [name, schema] of Object.entries(contracts)) if (isSchema(schema)) add(schema, capitalised(name));
  for (const entry of entries) for (const [schema, id] of listParts(entry)) add(schema, id);

  const { schemas } = z.toJSONSchema(named, { io: 'input', unrepresentable: 'any', uri: at });
  const all = Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema, $id, ...schema }]) => [name, schema as JsonSchema]),
  );
  const getName = (schema: z.ZodType): string => named.get(schema)?.id ?? '';

  return {
    refTo: (schema: z.ZodType) => ({ $ref: at(getName(schema)) }),
    /** A schema itself, for one whose parts are listed one by one. */
    of: (schema: z.ZodType): JsonSchema => all[getName(schema)] ?? {},
    /** The schemas that a document leads to, by name. */
    usedBy(document: unknown): Record<string, JsonSchema> {
      const found: Record<string, JsonSchema> = {};
      const collect = (value: unknown): void => {
        for (const [, name = ''] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
          const schema = all[name];
          if (!schema || name in found) continue;
          found[name] = schema;
          collect(schema);
        }
      };
      collect(document);
      return Object.fromEntries(Object.entries(found).sort(([a], [b]) => a.localeCompare(b)));
    },
  };
}
export type Schemas = ReturnType<typeof createSchemas>;
