import type { z } from 'zod';
import type { ErrorCode } from '../errorCatalogue/index.js';

/** A body or an answer that is not JSON. The handler reads or writes it itself. */
export interface RawContent {
  contentType: string;
}
export const raw = (contentType: string): RawContent => ({ contentType });

export type ReplyStatus = 200 | 201 | 204 | 206 | 403 | 416 | 503;

/**
 * One endpoint of the API as data. The API's validation, the web's client and the reference are made from it
 * (`docs/decisions/0026-endpoints-are-declared.md`).
 */
export interface Endpoint {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As Express writes it: `/api/account/members/:userId`. */
  path: `/${string}`;
  /** What it does, for the reference. */
  summary: string;
  /** The right of the API's table by which it is used. It is checked before anything of the request is read. */
  right: string;
  /** It sets or uses a cookie: refused where a page of another site caused the request. */
  sameSiteOnly?: true;
  /** Parts of the path with a form of their own. Without it each is any text. */
  params?: z.ZodType;
  /** What an id of another form is answered with: it belongs to nobody. Without it: `invalid_request`. */
  unknownId?: ErrorCode;
  query?: z.ZodType;
  body?: z.ZodType | RawContent;
  /** No body counts as `{}`. */
  bodyIsOptional?: true;
  /** By status. An endpoint with several says which one by `res.status`. */
  replies: { readonly [Status in ReplyStatus]?: z.ZodType | RawContent };
  /** Of a frequent or long answer only development and tests check the form: in production that takes longer than making it. */
  isHot?: true;
  /** The question takes long: what it costs of what a session may read, beside its bytes. Two of a session run at a time. */
  readUnits?: number;
  /** Names of the rate limits that it takes from. */
  limits?: readonly string[];
  /** Codes of its own. Those that every endpoint of its kind has are added by the API. */
  errors?: readonly ErrorCode[];
}

/** Declares an endpoint, and keeps the exact types of its parts. */
export const endpoint = <const E extends Endpoint>(declared: E): E => declared;

type NamesIn<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | NamesIn<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;
type PathParams<Path extends string> = { [Name in NamesIn<Path>]: string };
type Part<E extends Endpoint, Name extends 'params' | 'query' | 'body'> = E extends Record<Name, infer P> ? P : never;
type InputOf<Schema> = Schema extends z.ZodType ? z.input<Schema> : undefined;
type OutputOf<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** What a handler is given, checked. */
export interface RequestOf<E extends Endpoint> {
  params: [Part<E, 'params'>] extends [never] ? PathParams<E['path']> : OutputOf<Part<E, 'params'>>;
  query: [Part<E, 'query'>] extends [never] ? undefined : OutputOf<Part<E, 'query'>>;
  body: [Part<E, 'body'>] extends [never] ? undefined : OutputOf<Part<E, 'body'>>;
}

type Replies<E extends Endpoint> = E['replies'][keyof E['replies']];
type RawReply<E extends Endpoint> = Extract<Replies<E>, RawContent>;

/** What a handler gives back. One that writes its answer itself gives nothing. */
export type AnswerOf<E extends Endpoint> =
  | z.input<Extract<Replies<E>, z.ZodType>>
  | ([RawReply<E>] extends [never] ? never : undefined);

/** What a caller gets. */
export type ReplyOf<E extends Endpoint> = z.output<Extract<Replies<E>, z.ZodType>>;

type Named<Name extends string, Value> = [Value] extends [never] ? unknown : { [N in Name]: Value };
type CallerBody<E extends Endpoint> = [Part<E, 'body'>] extends [never]
  ? unknown
  : E extends { bodyIsOptional: true }
    ? { body?: InputOf<Part<E, 'body'>> }
    : { body: InputOf<Part<E, 'body'>> };
type CallerQuery<E extends Endpoint> = [Part<E, 'query'>] extends [never]
  ? unknown
  : { query?: InputOf<Part<E, 'query'>> };
type CallerParams<E extends Endpoint> = Named<
  'params',
  [NamesIn<E['path']>] extends [never] ? never : PathParams<E['path']>
>;

/** What a caller says: the parts of the path, the query and the body, as far as the endpoint has them. */
export type CallOf<E extends Endpoint> = CallerParams<E> & CallerQuery<E> & CallerBody<E>;

export const isRaw = (part: z.ZodType | RawContent): part is RawContent => 'contentType' in part;
