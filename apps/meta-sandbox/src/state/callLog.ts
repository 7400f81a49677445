/** One call the Graph side received. Holds no token, code or secret. */
export interface RecordedCall {
  method: string;
  /** The kind of call, for example `{waba}/phone_numbers`. */
  edge: string;
  /** The same with the ids, for example `900100200300/phone_numbers`. */
  path: string;
  /** The version asked for, null for an unversioned path. */
  version: string | null;
  wabaId: string | null;
  phoneId: string | null;
  /** Milliseconds since the epoch. */
  at: number;
  /** Null while no answer was sent, and for ever when a fault hung or broke the connection. */
  status: number | null;
  appsecretProof: 'valid' | 'invalid' | 'absent';
}

const mostCalls = 20_000;

/** The calls received, oldest first. Old ones are dropped so that a sandbox can run for days. */
export class CallLog {
  #calls: RecordedCall[] = [];

  record(call: RecordedCall): RecordedCall {
    this.#calls.push(call);
    if (this.#calls.length > mostCalls) this.#calls = this.#calls.slice(mostCalls / 2);
    return call;
  }

  clear(): void {
    this.#calls = [];
  }

  all(): readonly RecordedCall[] {
    return this.#calls.map((call) => ({ ...call }));
  }
}
