import { isolated, type NumberDto, type Quality, type RungName } from '@switchboard/contracts';
import { hours, later } from '../platform/clock.js';
import { firstExpiryWarningMs, lastExpiryWarningMs, newForMs, settleMs } from './lifetimes.js';
import { alert, arrival, type NumberAlert, restored, withoutRepeats } from './numberAlert.js';

export type { NumberAlert } from './numberAlert.js';

/** What an account was last told about one number. */
export interface LastNotified {
  active: 'yes' | 'no';
  access: 'good' | 'ending_7' | 'ending_1' | 'lost';
  number: 'good' | 'trouble';
  webhooks: 'on' | 'off';
  quality: Quality | null;
  limit: string | null;
  name: string | null;
  rhythm: 'usual' | 'quiet';
  /** `ending`, `unpaid`: and there is no payment method. */
  replies: 'free' | 'ending' | 'billed' | 'unpaid';
  /** When something was last told, by topic. */
  at: Partial<Record<Topic, Date>>;
  /** Whether the number has ever been connected, as far as is known. Missing: rows of an older release. */
  wasConnected?: boolean;
}
type Topic = Exclude<keyof LastNotified, 'at' | 'wasConnected'>;

export interface AlertDecision {
  alerts: NumberAlert[];
  lastNotified: LastNotified;
  /** When to look again although nothing may happen until then. */
  lookAt: Date | null;
}

const nothingNotified: LastNotified = {
  active: 'no',
  access: 'good',
  number: 'good',
  webhooks: 'on',
  quality: null,
  limit: null,
  name: null,
  rhythm: 'usual',
  replies: 'free',
  at: {},
};

interface Reading {
  number: NumberDto;
  now: Date;
  wasConnected: boolean;
}
interface TopicRule<T extends Topic> {
  /** How it is now. Null: not known, which is no change. */
  read(reading: Reading): LastNotified[T] | null;
  /** What people are told. Null: nothing, it is only remembered. */
  say(from: LastNotified[T], to: LastNotified[T], reading: Reading): NumberAlert | null;
}

const isNew = (number: NumberDto, now: Date) => now.getTime() - Date.parse(number.connectedAt) < newForMs;
const rung = ({ number }: Reading, name: RungName) => number.ladder.find((found) => found.rung === name);
const joinSentences = (reading: Reading, name: RungName) => {
  const found = rung(reading, name);
  return [found?.evidence, found?.next].filter(Boolean).join(' ');
};
/** Only a clear verdict counts: waiting and unknown change nothing. */
function clear<Good, Bad>(reading: Reading, name: RungName, good: Good, bad: Bad): Good | Bad | null {
  const verdict = rung(reading, name)?.verdict;
  return verdict === 'good' ? good : verdict === 'bad' ? bad : null;
}

const limits = ['TIER_50', 'TIER_250', 'TIER_1K', 'TIER_2K', 'TIER_10K', 'TIER_100K', 'TIER_UNLIMITED'];
function limitWords(limit: string): string {
  if (limit === 'TIER_UNLIMITED') return 'any number of customers a day';
  const [, count, thousands] = /^TIER_(\d+)(K?)$/.exec(limit) ?? [];
  if (!count) return `${limit} (Meta’s word)`;
  return `${(Number(count) * (thousands ? 1000 : 1)).toLocaleString('en-GB')} customers a day`;
}

const qualityWords: Partial<Record<Quality, [tone: NumberAlert['tone'], text: string]>> = {
  HIGH: ['good', 'Meta rates the quality as high.'],
  MEDIUM: ['warn', 'Meta rates the quality as medium: some customers block or report this number.'],
  LOW: ['bad', 'Meta rates the quality as low: many customers block or report this number. Meta may limit it.'],
};

const nameWords = new Map<string, [tone: NumberAlert['tone'], text: string]>([
  ['APPROVED', ['good', 'Meta approved the display name.']],
  ['AVAILABLE_WITHOUT_REVIEW', ['good', 'The display name can be used; Meta does not need to review it.']],
  ['PENDING_REVIEW', ['info', 'Meta is reviewing the display name.']],
  ['DECLINED', ['bad', 'Meta declined the display name. Choose another one in WhatsApp Manager.']],
  ['EXPIRED', ['warn', 'The approval of the display name has expired. Ask for it again in WhatsApp Manager.']],
]);

function duration(fromMs: number): string {
  const wholeHours = Math.floor(fromMs / hours(1));
  return wholeHours >= 48 ? `${Math.floor(wholeHours / 24)} days` : `${Math.max(1, wholeHours)} h`;
}
const perHour = (rate: number) => (rate >= 10 ? String(Math.round(rate)) : rate.toFixed(1).replace(/\.0$/, ''));

const rules: { [T in Topic]: TopicRule<T> } = {
  active: {
    read: ({ number }) => (number.isActive ? 'yes' : 'no'),
    say(_from, to, { number, now }) {
      if (to === 'no') {
        return alert('disconnected', 'info', 'Disconnected', 'It no longer receives or sends messages here.');
      }
      return isNew(number, now) ? arrival(number) : null;
    },
  },
  access: {
    read(reading) {
      const access = clear(reading, 'authorised', 'good' as const, 'lost' as const);
      const until = reading.number.tokenExpiresAt;
      if (access !== 'good' || !until) return access;
      const left = Date.parse(until) - reading.now.getTime();
      return left <= lastExpiryWarningMs ? 'ending_1' : left <= firstExpiryWarningMs ? 'ending_7' : 'good';
    },
    say(from, to, reading) {
      if (to === 'lost') return alert('access_lost', 'bad', 'Access lost', joinSentences(reading, 'authorised'));
      if (from === 'lost') return restored(reading.wasConnected, 'Access works', 'Meta confirmed the access.');
      if (to === 'good' || from === 'ending_1') return null;
      const until = (reading.number.tokenExpiresAt ?? '').slice(0, 16).replace('T', ' ');
      const title = to === 'ending_1' ? 'Access ends within a day' : 'Access ends within a week';
      return alert('access_ending', 'warn', title, `Meta’s access ends on ${until} UTC. Reconnect before then.`);
    },
  },
  number: {
    read: (reading) => clear(reading, 'registered', 'good', 'trouble'),
    say: (_from, to, reading) =>
      to === 'trouble'
        ? alert('number_trouble', 'bad', 'The number has a problem', joinSentences(reading, 'registered'))
        : restored(reading.wasConnected, 'The number works', joinSentences(reading, 'registered')),
  },
  webhooks: {
    read: (reading) => clear(reading, 'subscribed', 'on', 'off'),
    say(_from, to, reading) {
      // Lost access is told already, and explains it.
      if (to === 'off' && rung(reading, 'authorised')?.verdict === 'bad') return null;
      return to === 'off'
        ? alert('webhooks_off', 'bad', 'Messages do not arrive', joinSentences(reading, 'subscribed'))
        : restored(reading.wasConnected, 'Messages arrive', joinSentences(reading, 'subscribed'));
    },
  },
  quality: {
    read: ({ number }) => (number.quality === 'NOT_RATED' ? null : number.quality),
    say(from, to) {
      const words = to && qualityWords[to];
      return from && words ? alert('quality_changed', words[0], 'Quality changed', words[1]) : null;
    },
  },
  limit: {
    // Meta has not set one yet: nothing that could have changed.
    read: ({ number }) => (number.messagingLimit === 'TIER_NOT_SET' ? null : number.messagingLimit),
    say(from, to) {
      if (!from || !to) return null;
      const raised = limits.indexOf(to) > limits.indexOf(from);
      const text = `The business may now write first to ${limitWords(to)}, before it was ${limitWords(from)}.`;
      return alert('limit_changed', raised ? 'good' : 'warn', raised ? 'Limit raised' : 'Limit lowered', text);
    },
  },
  name: {
    read: ({ number }) => number.nameStatus,
    say(from, to) {
      const words = to ? nameWords.get(to) : undefined;
      return from && words ? alert('name_review', words[0], 'Display name', words[1]) : null;
    },
  },
  rhythm: {
    read({ number: { rhythm, state } }) {
      if (!rhythm) return null;
      if (!rhythm.quietSince) return 'usual';
      // What is wrong with the number is told already, and explains it.
      return state === 'connected' ? 'quiet' : null;
    },
    say(_from, to, { number, now }) {
      if (to === 'usual') return alert('silence_over', 'good', 'No longer quiet', 'It is no longer unusually quiet.');
      const since = now.getTime() - Date.parse(number.rhythm?.quietSince ?? now.toISOString());
      const text = `No message for ${duration(since)}, usually ${perHour(number.rhythm?.usualPerHour ?? 0)} an hour at this time.`;
      return alert('silence', 'warn', 'Unusually quiet', `${text} Write to the number to see whether messages arrive.`);
    },
  },
  replies: {
    read({ number: { billing } }) {
      if (!billing) return null;
      const isUnpaid = billing.payment.method === 'no';
      if (billing.freeReplies.state === 'used_up') return isUnpaid ? 'unpaid' : 'billed';
      return billing.freeReplies.state === 'nearly_used_up' && isUnpaid ? 'ending' : 'free';
    },
    say(from, to, { number: { billing } }) {
      const text = [billing?.freeReplies.text, billing?.warning].filter(Boolean).join(' ');
      if (to === 'ending') return alert('free_replies', 'warn', 'Free replies end soon', text);
      if (to === 'unpaid') return alert('free_replies', 'bad', 'Free replies used up', text);
      // A new month, or a payment method that was added.
      return to === 'billed' && from !== 'unpaid' ? alert('free_replies', 'info', 'Free replies used up', text) : null;
    },
  },
};
const topics = Object.keys(rules) as Topic[];

/** Looks at one topic: told now, held for a while, or nothing new. */
function evaluateTopic<T extends Topic>(topic: T, lastNotified: LastNotified, reading: Reading): AlertDecision {
  const from: LastNotified[T] = lastNotified[topic];
  const to = rules[topic].read(reading);
  if (to === null || to === from) return { alerts: [], lastNotified, lookAt: null };
  const lastNotifiedAt = lastNotified.at[topic];
  const settlesAt = lastNotifiedAt ? later(lastNotifiedAt, settleMs) : null;
  if (settlesAt && settlesAt > reading.now) return { alerts: [], lastNotified, lookAt: settlesAt };
  const said = rules[topic].say(from, to, reading);
  if (!said) return { alerts: [], lastNotified: { ...lastNotified, [topic]: to }, lookAt: null };
  return {
    alerts: [said],
    lastNotified: { ...lastNotified, [topic]: to, at: { ...lastNotified.at, [topic]: reading.now } },
    lookAt: null,
  };
}

/** The name is the business's own: in the sentence that follows it changes nothing. */
const describeNumber = ({ displayName: name, displayPhone }: NumberDto) =>
  name === displayPhone ? displayPhone : `${isolated(name)} (${displayPhone})`;

/**
 * What people are to be told of a number. Pure: what they were told last and how it is now go in.
 *
 * @param lastNotified null: nothing yet.
 * @returns alerts, what has been told once these are, and when to look again. The same again tells nothing.
 */
export function decideAlerts(lastNotified: LastNotified | null, number: NumberDto, now: Date): AlertDecision {
  const before = lastNotified ?? nothingNotified;
  // Nobody watched what a number that is not new was before.
  const wasConnected = before.wasConnected ?? !isNew(number, now);
  const reading = { number, now, wasConnected };
  // Of a number that is disconnected nothing else is known.
  const watched: Topic[] = number.isActive ? topics : ['active'];
  let watch: AlertDecision = { alerts: [], lastNotified: before, lookAt: null };
  for (const topic of watched) {
    const found = evaluateTopic(topic, watch.lastNotified, reading);
    const lookAts = [watch.lookAt, found.lookAt].filter((at) => at !== null);
    watch = {
      alerts: [...watch.alerts, ...found.alerts],
      lastNotified: found.lastNotified,
      lookAt: lookAts.length > 0 ? new Date(Math.min(...lookAts.map(Number))) : null,
    };
  }
  watch.alerts = withoutRepeats(watch.alerts, number).map((one) => ({
    ...one,
    text: `${describeNumber(number)}: ${one.text}`,
  }));
  // What is told after it comes back starts afresh.
  if (watch.lastNotified.active === 'no' && before.active === 'yes') {
    const { quality, limit, name } = before;
    watch.lastNotified = { ...nothingNotified, quality, limit, name, at: watch.lastNotified.at };
  }
  watch.lastNotified = { ...watch.lastNotified, wasConnected: wasConnected || number.state === 'connected' };
  return watch;
}
