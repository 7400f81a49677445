export type FaultEffect =
  | {
      kind: 'error';
      code: number;
      subcode?: number | undefined;
      httpStatus?: number | undefined;
      message?: string | undefined;
      isTransient?: boolean | undefined;
    }
  | { kind: 'delay'; ms: number }
  /** Never answers; the connection stays open. */
  | { kind: 'hang' }
  /** Breaks the connection with a TCP reset. */
  | { kind: 'reset' }
  /** An HTML page as of a proxy in front of Meta (502 by default). */
  | { kind: 'html'; httpStatus?: number | undefined }
  /** HTTP 200 with no body. */
  | { kind: 'empty' }
  /** HTTP 200 with truncated JSON. */
  | { kind: 'bad_json' }
  /** Removes the field at any depth. */
  | { kind: 'drop_field'; field: string };

export interface Fault {
  method?: string | undefined;
  /** `oauth/access_token`, `{waba}/phone_numbers` or `*`. */
  edge: string;
  /** Only calls on this node. */
  id?: string | undefined;
  times?: number | undefined;
  /** The call takes effect, and its answer is lost or replaced. */
  afterProcessing?: boolean | undefined;
  then: FaultEffect;
}

/** `faultOn('debug_token', { kind: 'hang' }, { times: 2 })`. */
export function faultOn(edge: string, effect: FaultEffect, options: Omit<Fault, 'edge' | 'then'> = {}): Fault {
  // biome-ignore lint/suspicious/noThenProperty: a fault reads "when ... then ..."; it is data and never awaited
  return { ...options, edge, then: effect };
}

export interface ActiveFault extends Fault {
  faultId: string;
  /** Calls that it will still hit. */
  remaining: number;
}

/** The oldest fault that fits a call hits it. */
export class FaultBook {
  readonly #knownEdges: ReadonlySet<string>;
  #faults: ActiveFault[] = [];
  #lastId = 0;

  /** A fault on an unknown edge would never hit, so that its test would pass for nothing. */
  constructor(knownEdges: Iterable<string>) {
    this.#knownEdges = new Set([...knownEdges, '*']);
  }

  get knownEdges(): readonly string[] {
    return [...this.#knownEdges];
  }

  /** Returns the handle for `remove`. Throws for an unknown edge. */
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

  /** Takes the fault of a call and counts it down; undefined without one. */
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
