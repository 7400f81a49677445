import type { SandboxState } from '../state/sandboxState.js';
import type { JsonObject } from '../webhooks/payload.js';
import { missingParameter } from './graphError.js';
import type { GraphTarget } from './target.js';

/** Query and body together, the way the Graph API reads them. */
export class GraphParams {
  readonly #values: ReadonlyMap<string, unknown>;

  /** Later sources win. */
  constructor(...sources: readonly unknown[]) {
    const values = new Map<string, unknown>();
    for (const source of sources) {
      if (typeof source !== 'object' || source === null) continue;
      for (const [name, value] of Object.entries(source)) {
        values.set(name, Array.isArray(value) && typeof value[0] === 'string' ? value.at(-1) : value);
      }
    }
    this.#values = values;
  }

  /** Numbers in a JSON body count as their text, as at Meta. */
  text(name: string): string | undefined {
    const value = this.#values.get(name);
    if (typeof value === 'number') return String(value);
    return typeof value === 'string' ? value : undefined;
  }

  mustHave(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '') throw missingParameter(name);
    return value;
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
  /** The JSON body as it came; empty for any other. */
  body: JsonObject;
  /** The file of a multipart form; null when there is none. */
  file: UploadedFile | null;
  /** Does something once the answer is on its way, or is lost for good. */
  afterAnswer: (act: () => void) => void;
  /** From the query, the body or the Authorization header; null when there is none. */
  accessToken: string | null;
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
