/** By the customer's word, or by a refusal of Meta's. */
export interface Preference {
  /** `marketing_messages` */
  category: string;
  value: 'stop' | 'resume';
  at: Date;
}

export const marketing = 'marketing_messages';

/** Within one second "stop" counts: the safer of the two. */
export const isLater = (a: Preference, b: Preference): boolean =>
  a.at.getTime() === b.at.getTime() ? a.value === 'stop' && b.value !== 'stop' : a.at > b.at;

const inOrder = (a: Preference, b: Preference): number => (a.category < b.category ? -1 : 1);

/** Pure. @returns the same object when nothing changes. */
export function withPreferences(
  known: readonly Preference[] | undefined,
  reported: readonly Preference[],
): readonly Preference[] {
  let held = known ?? [];
  for (const one of reported) {
    const current = held.find(({ category }) => category === one.category);
    if (current && !isLater(one, current)) continue;
    held = [...held.filter((other) => other !== current), one].sort(inOrder);
  }
  return held;
}

export function marketingStoppedAt(preferences: readonly Preference[] | undefined): Date | null {
  const held = preferences?.find(({ category }) => category === marketing);
  return held?.value === 'stop' ? held.at : null;
}
