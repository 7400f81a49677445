import type { GraphClient, GraphFailure, GraphResult } from '@switchboard/graph';
import { type NumberAtMeta, toNumberAtMeta, toWabaAtMeta, type WabaAtMeta } from '../numbers/graphNumber.mapper.js';
import type { Clock } from '../platform/clock.js';

export interface ReadWaba {
  wabaId: string;
  waba: GraphResult<WabaAtMeta>;
  numbers: GraphResult<NumberAtMeta[]>;
}

export interface WabaReaderDeps {
  graph: Pick<GraphClient, 'readWaba' | 'listPhoneNumbers'>;
  clock: Clock;
}

export function createWabaReader({ graph, clock }: WabaReaderDeps) {
  return async (wabaId: string, accessToken: string): Promise<ReadWaba> => {
    const [waba, numbers] = await Promise.all([
      graph.readWaba(wabaId, accessToken),
      graph.listPhoneNumbers(wabaId, accessToken),
    ]);
    const at = clock.now();
    return {
      wabaId,
      waba: waba.ok ? { ok: true, value: toWabaAtMeta(waba.value) } : waba,
      numbers: numbers.ok ? { ok: true, value: numbers.value.map((number) => toNumberAtMeta(number, at)) } : numbers,
    };
  };
}
export type WabaReader = ReturnType<typeof createWabaReader>;

/** Why WABAs could not be read. One that cannot be read does not hold up the others. */
export const listUnread = (wabas: readonly ReadWaba[]): GraphFailure[] =>
  wabas.flatMap(({ waba, numbers }) => [waba, numbers].flatMap((answer) => (answer.ok ? [] : [answer.failure])));
