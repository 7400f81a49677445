/** What a customer said about one of Meta's categories of messages, or what a refusal of Meta's says of it. */
export interface Preference {
  /** `marketing_messages` */
  category: string;
  value: 'stop' | 'resume';
  /** Meta's clock. */
  at: Date;
}

export const marketing = 'marketing_messages';

/** The later one by Meta's clock. Within one second the customer's "stop" counts: the safer of the two. */
export const isLater = (a: Preference, b: Preference): boolean =>
  a.at.getTime() === b.at.getTime() ? a.value === 'stop' && b.value !== 'stop' : a.at > b.at;

const inOrder = (a: Preference, b: Preference): number => (a.category < b.category ? -1 : 1);

/**
 * What holds of each category, in the order of their names. Pure: the same in whatever order they came.
 *
 * @returns the same object when nothing new was said.
 */
export function withPreferences(
  known: readonly Preference[] | undefined,
  told: readonly Preference[],
): readonly Preference[] {
  let held = known ?? [];
  for (const one of told) {
    const current = held.find(({ category }) => category === one.category);
    if (current && !isLater(one, current)) continue;
    held = [...held.filter((other) => other !== current), one].sort(inOrder);
  }
  return held;
}

/** Since when the customer wants no marketing; null when nothing of the kind is known. */
export function marketingStoppedAt(preferences: readonly Preference[] | undefined): Date | null {
  const held = preferences?.find(({ category }) => category === marketing);
  return held?.value === 'stop' ? held.at : null;
}
