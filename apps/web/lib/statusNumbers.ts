import type { NumberDto, StatusReply } from '@switchboard/contracts';

export function withNumbers(known: readonly NumberDto[], fresh: readonly NumberDto[]): NumberDto[] {
  const byId = new Map(fresh.map((number) => [number.phoneNumberId, number]));
  return known.map((number) => byId.get(number.phoneNumberId) ?? number);
}

export interface NumberGroup {
  wabaId: string;
  wabaName: string | null;
  numbers: NumberDto[];
}

export function byWhatsAppAccount(numbers: readonly NumberDto[]): NumberGroup[] {
  const groups = new Map<string, NumberGroup>();
  for (const number of numbers) {
    const group = groups.get(number.wabaId);
    if (group) group.numbers.push(number);
    else groups.set(number.wabaId, { wabaId: number.wabaId, wabaName: number.wabaName, numbers: [number] });
  }
  return [...groups.values()];
}

export interface NumberCounts {
  connected: number;
  attention: number;
  paused: number;
  disconnected: number;
  active: number;
}

export function countNumbers({ phoneNumbers }: Pick<StatusReply, 'phoneNumbers'>): NumberCounts {
  const count = (state: NumberDto['state']) => phoneNumbers.filter((number) => number.state === state).length;
  return {
    connected: count('connected'),
    attention: count('needs_attention'),
    paused: count('paused'),
    disconnected: count('disconnected'),
    active: phoneNumbers.filter((number) => number.isActive).length,
  };
}
