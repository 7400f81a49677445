import type { SandboxState } from '../state/sandboxState.js';
import { GraphError, missingParameter } from './graphError.js';
import type { GraphTarget } from './target.js';

/** Query and body together, the way the Graph API reads them. */
export class GraphParams {
  readonly #values: ReadonlyMap<string, unknown>;

  /** Later sources win. */
  constructor(...sources: readonly unknown[]) {
    const values = new Map<string, unknown>();
    for (const source of sources) {
      if (typeof source !== 'object' || source === null) continue;
      for (const [name, value] of Object.entries(source)) values.set(name, value);
    }
    this.#values = values;
  }

  get names(): string[] {
    return [...this.#values.keys()];
  }

  /** As it came: a text in a query or a form, any value in JSON. Undefined when it is not there. */
  value(name: string): unknown {
    return this.#values.get(name);
  }

  /** Numbers, true and false in a JSON body count as their text, as at Meta. */
  text(name: string): string | undefined {
    const value = this.#values.get(name);
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    return typeof value === 'string' ? value : undefined;
  }

  /**
   * An object or a list: as it stands in JSON, or as text with JSON in it, which is how a query and a form carry one.
   * Any other value is given as it is. Undefined when it is not there; throws what Meta answers to text that is no JSON.
   */
  structure(name: string): unknown {
    const value = this.#values.get(name);
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value);
    } catch {
      throw new GraphError(100, `(#100) Param ${name} must be valid JSON`);
    }
  }

  mustHave(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '') throw missingParameter(name);
    return value;
  }

  /** The same with some of them replaced. */
  with(changes: Readonly<Record<string, unknown>>): GraphParams {
    return new GraphParams(Object.fromEntries(this.#values), changes);
  }

  /** The parameters as a query, without those named. */
  toQuery(without: readonly string[]): URLSearchParams {
    const query = new URLSearchParams();
    for (const name of this.#values.keys()) {
      const value = this.text(name);
      if (value !== undefined && !without.includes(name)) query.set(name, value);
    }
    return query;
  }
}

/** In a query and a form the last of several values of one name counts, as at Meta. */
export function lastOfEach(source: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(source).map(([name, value]) => [name, Array.isArray(value) ? value.at(-1) : value]),
  );
}

/** A file that came in a form. */
export interface UploadedFile {
  bytes: Buffer;
  /** As the part of the form says. */
  mimeType: string;
  filename: string | null;
}

/** An answer that is a file instead of JSON. */
export class BinaryAnswer {
  readonly bytes: Buffer;
  readonly mimeType: string;

  constructor(bytes: Buffer, mimeType: string) {
    this.bytes = bytes;
    this.mimeType = mimeType;
  }
}

export interface GraphRequest {
  method: string;
  target: GraphTarget;
  params: GraphParams;
  /** The file of a multipart form; null when there is none. */
  file: UploadedFile | null;
  /** Does something once the answer is on its way, or is lost for good. */
  afterAnswer: (act: () => void) => void;
  /** From the query, the body or the Authorization header; null when there is none. */
  accessToken: string | null;
  /** What the caller calls itself; null when it says nothing. */
  userAgent: string | null;
  /** Address of this call without its query, for the links of a page of results. */
  selfUrl: string;
}

/** Gives the body of a 200 (or the promise of one), or throws a GraphError. */
export type GraphHandler = (request: GraphRequest, state: SandboxState) => unknown;

export interface GraphRoute {
  method: 'GET' | 'POST' | 'DELETE';
  edge: string;
  handle: GraphHandler;
}
