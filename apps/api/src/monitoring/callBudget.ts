import { type Clock, hours, minutes } from '../platform/clock.js';
import { usageAskedAgainMs, usageForgottenMs, usageKeptMs } from './lifetimes.js';
import { callsAnHourAWaba, slowFromPercent, stopFromPercent } from './limits.js';

export interface Usage {
  /** `app`, or `<business>:<use case>`. */
  subject: string;
  callCountPercent: number;
  cpuTimePercent: number;
  totalTimePercent: number;
  minutesToRegainAccess: number;
}

/** `slow`: one number at a time. `stop`: none for now. */
export type Pace = 'go' | 'slow' | 'stop';

/**
 * How much may still be asked of Meta: for each WABA counted here, for the app and each business by Meta's own headers.
 * The background makes way for people, who are stopped by Meta's word alone.
 */
export function createCallBudget(clock: Clock) {
  const said = new Map<string, { percent: number; at: number; trustedUntil: number }>();
  const calls = new Map<string, number[]>();

  function getPace(subject: string): Pace {
    const found = said.get(subject);
    const now = clock.now().getTime();
    if (!found) return 'go';
    if (found.percent >= stopFromPercent) return now < found.trustedUntil ? 'stop' : 'slow';
    if (now - found.at > usageForgottenMs) return 'go';
    return found.percent >= slowFromPercent ? 'slow' : 'go';
  }

  /** A limit that was reached is one until Meta is asked again. */
  function isCurrent(subject: string): boolean {
    const found = said.get(subject);
    if (!found) return false;
    const now = clock.now().getTime();
    return found.percent >= stopFromPercent ? now < found.trustedUntil : now - found.at <= usageForgottenMs;
  }

  const listPaces = (wabaId: string) =>
    [...said.keys()].filter((subject) => subject.startsWith(`${wabaId}:`)).map(getPace);
  const listMade = (wabaId: string, now: number) => (calls.get(wabaId) ?? []).filter((at) => now - at < hours(1));

  return {
    note(usage: Usage): void {
      const now = clock.now().getTime();
      const percent = Math.max(usage.callCountPercent, usage.cpuTimePercent, usage.totalTimePercent);
      if (usage.subject !== 'app' && percent < slowFromPercent) {
        said.delete(usage.subject);
        return;
      }
      const trustedUntil = now + Math.max(minutes(usage.minutesToRegainAccess), usageAskedAgainMs);
      said.set(usage.subject, { percent, at: now, trustedUntil });
    },

    pace: (): Pace => getPace('app'),

    /** The percent used of what Meta's word still holds for: of the app, and of the business that uses most. */
    figures(): { app: number; business: number } {
      const figures = { app: 0, business: 0 };
      for (const [subject, { percent }] of said) {
        const kind = subject === 'app' ? 'app' : 'business';
        if (isCurrent(subject)) figures[kind] = Math.max(figures[kind], percent);
      }
      return figures;
    },

    /** Takes calls of the background's about one WABA. @returns false, and takes none, where too few are left. */
    take(wabaId: string, count: number): boolean {
      const now = clock.now().getTime();
      const paces = listPaces(wabaId);
      if (paces.includes('stop')) return false;
      const made = listMade(wabaId, now);
      const allowed = paces.includes('slow') ? callsAnHourAWaba / 4 : callsAnHourAWaba;
      const enough = made.length + count <= allowed;
      if (enough) for (let call = 0; call < count; call += 1) made.push(now);
      if (made.length > 0) calls.set(wabaId, made);
      else calls.delete(wabaId);
      return enough;
    },

    /** Takes calls that somebody waits for. @returns false, and takes none, where Meta's limit is nearly reached. */
    takeForPerson(wabaId: string, count: number): boolean {
      if ([getPace('app'), ...listPaces(wabaId)].includes('stop')) return false;
      const now = clock.now().getTime();
      calls.set(wabaId, [...listMade(wabaId, now), ...Array<number>(count).fill(now)]);
      return true;
    },

    /** Forgets what no longer counts, so that it does not grow with every WABA there ever was. */
    sweep(): void {
      const now = clock.now().getTime();
      for (const [wabaId, made] of calls) if (made.every((at) => now - at >= hours(1))) calls.delete(wabaId);
      for (const [subject, { at }] of said) if (now - at > usageKeptMs) said.delete(subject);
    },
  };
}
export type CallBudget = ReturnType<typeof createCallBudget>;
