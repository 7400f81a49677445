/** A received Graph call, without tokens, codes and secrets. */
export interface RecordedCall {
  method: string;
  edge: string;
  path: string;
  version: string | null;
  wabaId: string | null;
  phoneId: string | null;
  /** Milliseconds since the epoch. */
  at: number;
  /** Null without an answer, so for ever after a fault that hung or broke the connection. */
  status: number | null;
  appsecretProof: 'valid' | 'invalid' | 'absent';
}

const maxCalls = 20_000;

/** Oldest first. Old calls are dropped, so that a sandbox can run for days. */
export class CallLog {
  #calls: RecordedCall[] = [];

  record(call: RecordedCall): RecordedCall {
    this.#calls.push(call);
    if (this.#calls.length > maxCalls) this.#calls = this.#calls.slice(maxCalls / 2);
    return call;
  }

  clear(): void {
    this.#calls = [];
  }

  all(): readonly RecordedCall[] {
    return this.#calls.map((call) => ({ ...call }));
  }
}
