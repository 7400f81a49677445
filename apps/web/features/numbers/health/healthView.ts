import type { HealthPoint, HealthReply, Quality } from '@switchboard/contracts';

/** Meta's messaging limits, lowest first. New ones keep Meta's name. */
const limitNames: Record<string, string> = {
  TIER_NOT_SET: 'Not set yet',
  TIER_50: '50',
  TIER_250: '250',
  TIER_1K: '1,000',
  TIER_2K: '2,000',
  TIER_10K: '10,000',
  TIER_100K: '100,000',
  TIER_UNLIMITED: 'Unlimited',
};
const limits = Object.keys(limitNames);

/** How many customers may be written to first within 24 hours: "2,000". */
export const limitWords = (limit: string): string => limitNames[limit] ?? limit;

const qualityRanks: Record<Quality, number | null> = { LOW: 1, MEDIUM: 2, HIGH: 3, NOT_RATED: null };

export interface ChartDay {
  day: string;
  label: string;
  received: number;
  sent: number;
  failed: number;
  quality: number | null;
  limit: number | null;
}

const grouped = (count: number): string => count.toLocaleString('en-GB');
const monthDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** "24 Nov" of "2026-11-24", in any time zone. */
export const dayLabel = (day: string): string => monthDay.format(new Date(`${day}T00:00:00Z`));

export function chartDays(days: readonly HealthPoint[]): ChartDay[] {
  return days.map(({ day, received, sent, failed, quality, messagingLimit }) => {
    const rank = messagingLimit === null ? -1 : limits.indexOf(messagingLimit);
    return {
      day,
      label: dayLabel(day),
      received,
      sent,
      failed,
      quality: quality === null ? null : qualityRanks[quality],
      limit: rank < 0 ? null : rank,
    };
  });
}

/** Whether a line ends on this day: at the end, or before a gap. A single day has no length, so its end gets a dot. */
export const endsLine = (days: readonly ChartDay[], index: number, field: 'quality' | 'limit'): boolean =>
  (days[index]?.[field] ?? null) !== null && (days[index + 1]?.[field] ?? null) === null;

export const qualityTick = (rank: number): string => ['', 'Low', 'Medium', 'High'][rank] ?? '';

/** The ticks of the limit's axis: those that occur, and a neighbour of a single one. */
export function limitTicks(days: readonly ChartDay[]): number[] {
  const ranks = days.map(({ limit }) => limit).filter((rank) => rank !== null);
  if (ranks.length === 0) return [];
  const from = Math.max(0, Math.min(...ranks) - 1);
  const to = Math.min(limits.length - 1, Math.max(...ranks) + 1);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

export const limitTick = (rank: number): string => limitWords(limits[rank] ?? '');

export function trafficSentence(days: readonly HealthPoint[]): string {
  const sum = (field: 'received' | 'sent' | 'failed') => days.reduce((total, day) => total + day[field], 0);
  const [received, sent, failed] = [sum('received'), sum('sent'), sum('failed')];
  if (received + sent === 0) return 'No messages in these days.';
  const of = failed > 0 ? `, ${grouped(failed)} of them failed` : sent > 0 ? ', none of them failed' : '';
  return `${grouped(received)} received, ${grouped(sent)} sent${of}.`;
}

const whatWords: Record<HealthReply['changes'][number]['what'], string> = {
  quality: 'Quality',
  messagingLimit: 'Messaging limit',
  nameStatus: 'Display name',
  numberStatus: 'Number',
};

/** "AVAILABLE_WITHOUT_REVIEW" becomes "Available without review". */
function valueWords(value: string | null): string {
  if (value === null) return 'not known';
  if (value in limitNames) return limitWords(value);
  const words = value.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const changeWords = ({
  what,
  from,
  to,
}: Pick<HealthReply['changes'][number], 'what' | 'from' | 'to'>): string =>
  from === null
    ? `${whatWords[what]}: ${valueWords(to)}`
    : `${whatWords[what]}: ${valueWords(from)}, now ${valueWords(to)}`;

export const tableValue = (value: string | null): string => (value === null ? '–' : valueWords(value));
