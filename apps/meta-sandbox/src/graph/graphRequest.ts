import type { SandboxState } from '../state/sandboxState.js';
import { GraphError, missingParameter } from './graphError.js';
import type { GraphTarget } from './target.js';

export class GraphParams {
  readonly #values: ReadonlyMap<string, unknown>;

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

  /** A text in a query or a form, any value in JSON. */
  value(name: string): unknown {
    return this.#values.get(name);
  }

  /** Numbers, true and false in JSON count as text, as at Meta. */
  text(name: string): string | undefined {
    const value = this.#values.get(name);
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    return typeof value === 'string' ? value : undefined;
  }

  /**
   * An object or a list: from JSON, or from a text with JSON in a query or a form. Other values are returned as they
   * are.
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

  with(changes: Readonly<Record<string, unknown>>): GraphParams {
    return new GraphParams(Object.fromEntries(this.#values), changes);
  }

  toQuery(without: readonly string[]): URLSearchParams {
    const query = new URLSearchParams();
    for (const name of this.#values.keys()) {
      const value = this.text(name);
      if (value !== undefined && !without.includes(name)) query.set(name, value);
    }
    return query;
  }
}

/** The last of several values of one name counts, as at Meta. */
export function pickLastOfEach(source: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(source).map(([name, value]) => [name, Array.isArray(value) ? value.at(-1) : value]),
  );
}

export interface UploadedFile {
  bytes: Buffer;
  mimeType: string;
  filename: string | null;
}

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
  file: UploadedFile | null;
  /** Runs once the answer was sent or is lost. */
  afterAnswer: (act: () => void) => void;
  /** From the query, the body or the Authorization header. */
  accessToken: string | null;
  userAgent: string | null;
  selfUrl: string;
}

/** Returns the body of a 200, or throws a GraphError. */
export type GraphHandler = (request: GraphRequest, state: SandboxState) => unknown;

export interface GraphRoute {
  method: 'GET' | 'POST' | 'DELETE';
  edge: string;
  handle: GraphHandler;
}
