import type { SentMessage } from '../messaging/sentMessages.js';
import type { SandboxState } from '../state/sandboxState.js';
import { toDigits } from '../webhooks/payload.js';
import { authorizeWaba } from './access.js';
import { GraphError } from './graphError.js';
import type { GraphHandler, GraphParams, GraphRoute } from './graphRequest.js';
import { choicesIn, listIn } from './listParameter.js';

const dayS = 24 * 60 * 60;

/** Millionths of the account's currency for a delivered message. Meta's rates differ by country. */
const rates: Readonly<Record<string, number>> = {
  marketing: 25_000,
  utility: 4_000,
  authentication: 4_000,
  service: 4_000,
};

const countries: readonly (readonly [prefix: string, country: string])[] = [
  ['1', 'US'],
  ['33', 'FR'],
  ['44', 'GB'],
  ['49', 'DE'],
  ['52', 'MX'],
  ['54', 'AR'],
  ['55', 'BR'],
  ['91', 'IN'],
  ['971', 'AE'],
];

/** In seconds. */
interface Span {
  start: number;
  end: number;
}

function spanIn(params: GraphParams, nowMs: number): Span {
  const now = Math.floor(nowMs / 1000);
  const secondsIn = (name: string, otherwise: number) => {
    const text = params.text(name);
    if (text === undefined) return otherwise;
    if (!/^\d{1,12}$/.test(text)) throw new GraphError(100, `(#100) Param ${name} must be an integer`);
    return Number(text);
  };
  return { start: secondsIn('start', now - 30 * dayS), end: secondsIn('end', now + 1) };
}

function toSlot(atMs: number, granularity: string): Span {
  const at = new Date(atMs);
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  if (granularity === 'MONTHLY' || granularity === 'MONTH') {
    return { start: Date.UTC(year, month) / 1000, end: Date.UTC(year, month + 1) / 1000 };
  }
  const length = granularity === 'HALF_HOUR' ? dayS / 48 : dayS;
  const start = Math.floor(atMs / 1000 / length) * length;
  return { start, end: start + length };
}

function granularityIn(params: GraphParams, words: readonly [string, ...string[]]): string {
  const [granularity = words[0]] = choicesIn(params, 'granularity', words);
  return granularity;
}

const sentIn = ({ start, end }: Span, wabaId: string, state: SandboxState) =>
  state.sent
    .all()
    .filter(({ wabaId: sender, at }) => sender === wabaId && at >= start * 1000 && at < end * 1000)
    .filter(({ statuses }) => statuses.includes('sent'));

const hasArrived = ({ statuses }: SentMessage) => statuses.includes('delivered') || statuses.includes('read');
const readType = ({ pricingType }: SentMessage) => (pricingType ?? 'regular').toUpperCase();

const findPhone = ({ phoneNumberId }: SentMessage, { world }: SandboxState) =>
  toDigits(world.number(phoneNumberId)?.displayPhoneNumber ?? phoneNumberId);

function findCountry(sent: SentMessage, state: SandboxState): string {
  const customer = sent.customerId === null ? undefined : state.customers.find(sent.customerId);
  const digits = sent.waId ?? customer?.waId ?? '';
  const [, country] = countries.findLast(([prefix]) => digits.startsWith(prefix)) ?? [];
  return country ?? state.world.waba(sent.wabaId)?.country ?? 'US';
}

const dimensions = ['PHONE', 'COUNTRY', 'PRICING_TYPE', 'PRICING_CATEGORY', 'TIER'] as const;

/** `pricing_analytics` (Meta's page on analytics): volumes and costs of deliveries by dimension. */
const pricing: GraphHandler = (request, state) => {
  const waba = authorizeWaba(request, state);
  const { params } = request;
  const span = spanIn(params, state.now());
  const granularity = granularityIn(params, ['DAILY', 'HALF_HOUR', 'MONTHLY']);
  const asked = choicesIn(params, 'dimensions', dimensions);
  const metrics = choicesIn(params, 'metric_types', ['COST', 'VOLUME']);
  const phones = listIn(params, 'phone_numbers').map(toDigits);
  const has = (metric: string) => metrics.length === 0 || metrics.includes(metric);

  const points = new Map<string, Span & { labels: Record<string, string>; volume: number; micros: number }>();
  for (const sent of sentIn(span, waba.id, state).filter(hasArrived)) {
    const phone = findPhone(sent, state);
    if (phones.length > 0 && !phones.includes(phone)) continue;
    const labels = {
      ...(asked.includes('PHONE') ? { phone_number: phone } : {}),
      ...(asked.includes('COUNTRY') ? { country: findCountry(sent, state) } : {}),
      ...(asked.includes('PRICING_TYPE') ? { pricing_type: readType(sent) } : {}),
      ...(asked.includes('PRICING_CATEGORY') ? { pricing_category: sent.category.toUpperCase() } : {}),
      ...(asked.includes('TIER') ? { tier: '0:MAX' } : {}),
    };
    const slot = toSlot(sent.at, granularity);
    const key = JSON.stringify([slot.start, labels]);
    const point = points.get(key) ?? { ...slot, labels, volume: 0, micros: 0 };
    point.volume += 1;
    point.micros += readType(sent) === 'REGULAR' ? (rates[sent.category] ?? 0) : 0;
    points.set(key, point);
  }
  const data_points = [...points.values()].map(({ start, end, labels, volume, micros }) => ({
    start,
    end,
    ...labels,
    ...(has('VOLUME') ? { volume } : {}),
    ...(has('COST') ? { cost: micros / 1_000_000 } : {}),
  }));
  return { data: data_points.length > 0 ? [{ data_points }] : [] };
};

const counts: GraphHandler = (request, state) => {
  const waba = authorizeWaba(request, state);
  const span = spanIn(request.params, state.now());
  const granularity = granularityIn(request.params, ['DAY', 'HALF_HOUR', 'MONTH']);
  const points = new Map<number, Span & { sent: number; delivered: number }>();
  for (const message of sentIn(span, waba.id, state)) {
    const slot = toSlot(message.at, granularity);
    const point = points.get(slot.start) ?? { ...slot, sent: 0, delivered: 0 };
    point.sent += 1;
    point.delivered += hasArrived(message) ? 1 : 0;
    points.set(slot.start, point);
  }
  const phones = sentIn(span, waba.id, state).map((message) => findPhone(message, state));
  return { phone_numbers: [...new Set(phones)], granularity, data_points: [...points.values()] };
};

export const analyticsRoutes: readonly GraphRoute[] = [
  { method: 'GET', edge: '{waba}/pricing_analytics', handle: pricing },
  { method: 'GET', edge: '{waba}/analytics', handle: counts },
];
