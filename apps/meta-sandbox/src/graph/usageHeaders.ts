import type { SandboxState } from '../state/sandboxState.js';

/** Management calls an hour, without and with a registered number. */
const hourlyCalls = { unregistered: 200, registered: 5000 } as const;
/** Meta's app-wide limit grows with the users; this one is out of a small app's way. */
const appHourlyCalls = 20_000;

function findLimit(wabaId: string, { world }: SandboxState): number {
  const isRegistered = world.listNumbers(wabaId).some((number) => number.platformType === 'CLOUD_API');
  return isRegistered ? hourlyCalls.registered : hourlyCalls.unregistered;
}

/** Remaining calls of this hour; only calls on an account are limited. */
export function callsLeft(wabaId: string | null, state: SandboxState): number {
  if (wabaId === null) return Number.POSITIVE_INFINITY;
  return findLimit(wabaId, state) - state.usage.count(wabaId, state.now());
}

const percent = (part: number, whole: number) => Math.min(100, Math.floor((part * 100) / whole));

/** `X-App-Usage` and `X-Business-Use-Case-Usage`, in percent. */
export function usageHeaders(wabaId: string | null, state: SandboxState): Record<string, string> {
  const nowMs = state.now();
  const app = percent(state.usage.count(state.app.id, nowMs), appHourlyCalls);
  const headers = { 'X-App-Usage': JSON.stringify({ call_count: app, total_cputime: app, total_time: app }) };
  if (wabaId === null) return headers;
  const calls = percent(state.usage.count(wabaId, nowMs), findLimit(wabaId, state));
  const use = {
    type: 'whatsapp_business_management',
    call_count: calls,
    total_cputime: calls,
    total_time: calls,
    estimated_time_to_regain_access: calls < 100 ? 0 : state.usage.minutesToRelief(wabaId, nowMs),
  };
  return { ...headers, 'X-Business-Use-Case-Usage': JSON.stringify({ [wabaId]: [use] }) };
}
