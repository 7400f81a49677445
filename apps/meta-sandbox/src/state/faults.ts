/** What a fault does to a call instead of (or on the way to) the real answer. */
export type FaultEffect =
  | {
      kind: 'error';
      code: number;
      subcode?: number | undefined;
      httpStatus?: number | undefined;
      message?: string | undefined;
      isTransient?: boolean | undefined;
    }
  /** Answers properly, `ms` milliseconds late. */
  | { kind: 'delay'; ms: number }
  /** Never answers; the connection stays open. */
  | { kind: 'hang' }
  /** Breaks the connection with a TCP reset. */
  | { kind: 'reset' }
  /** An HTML page instead of JSON, as a proxy in front of Meta would send (502 unless told otherwise). */
  | { kind: 'html'; httpStatus?: number | undefined }
  /** HTTP 200 with no body. */
  | { kind: 'empty' }
  /** HTTP 200 with JSON that stops in the middle. */
  | { kind: 'bad_json' }
  /** The proper answer without this field, wherever it stands in it. */
  | { kind: 'drop_field'; field: string };

export interface Fault {
  /** Any method when left out. */
  method?: string | undefined;
  /** For example `oauth/access_token`, `{waba}/phone_numbers` or `*`. */
  edge: string;
  /** Only calls on the node with this id. */
  id?: string | undefined;
  /** How many calls it hits: 1 when left out, `Infinity` for all of them. */
  times?: number | undefined;
  /** The call takes effect first and its answer is what gets lost or replaced. */
  afterProcessing?: boolean | undefined;
  then: FaultEffect;
}

/** Writes a fault: `faultOn('debug_token', { kind: 'hang' }, { times: 2 })`. */
export function faultOn(edge: string, effect: FaultEffect, options: Omit<Fault, 'edge' | 'then'> = {}): Fault {
  // biome-ignore lint/suspicious/noThenProperty: a fault reads "when ... then ..."; it is data and never awaited
  return { ...options, edge, then: effect };
}

export interface ActiveFault extends Fault {
  faultId: string;
  /** Calls it will still hit. */
  remaining: number;
}

/** The faults that wait for calls. The oldest that fits a call is the one that hits it. */
export class FaultBook {
  readonly #knownEdges: ReadonlySet<string>;
  #faults: ActiveFault[] = [];
  #lastId = 0;

  /** `knownEdges`: a fault on any other edge would never hit, which would make a test pass for nothing. */
  constructor(knownEdges: Iterable<string>) {
    this.#knownEdges = new Set([...knownEdges, '*']);
  }

  get knownEdges(): readonly string[] {
    return [...this.#knownEdges];
  }

  /** Gives the handle for `remove`. Throws when the sandbox does not serve the edge. */
  add(fault: Fault): string {
    const edge = fault.edge.replace(/^\//, '');
    if (!this.#knownEdges.has(edge)) {
      throw new Error(`The sandbox serves no edge "${edge}". Known edges: ${this.knownEdges.join(', ')}`);
    }
    this.#lastId += 1;
    const faultId = `fault-${this.#lastId}`;
    this.#faults.push({ ...fault, edge, faultId, remaining: fault.times ?? 1 });
    return faultId;
  }

  /** Whether there was such a fault. */
  remove(faultId: string): boolean {
    const before = this.#faults.length;
    this.#faults = this.#faults.filter((fault) => fault.faultId !== faultId);
    return this.#faults.length < before;
  }

  clear(): void {
    this.#faults = [];
  }

  list(): readonly ActiveFault[] {
    return this.#faults.map((fault) => ({ ...fault }));
  }

  /** The fault that hits this call, counted down; undefined when the call goes through untouched. */
  take(call: { method: string; edge: string; nodeId: string | null }): Fault | undefined {
    const hit = this.#faults.find(
      (fault) =>
        (fault.edge === '*' || fault.edge === call.edge) &&
        (fault.method === undefined || fault.method.toUpperCase() === call.method) &&
        (fault.id === undefined || fault.id === call.nodeId),
    );
    if (!hit) return undefined;
    hit.remaining -= 1;
    if (hit.remaining <= 0) this.remove(hit.faultId);
    return hit;
  }
}
