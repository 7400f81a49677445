/** What a person is called, and Meta's time of the message that says so. */
export interface Called {
  text: string;
  at: Date;
}

/**
 * Whether a name takes the place of another: the newer one by Meta's clock, whenever it comes. Within one second the
 * greater text: any rule that always says the same.
 */
export function isNewerName(name: Called, than: Called | null): boolean {
  if (than === null) return true;
  const step = Math.floor(name.at.getTime() / 1000) - Math.floor(than.at.getTime() / 1000);
  return step !== 0 ? step > 0 : name.text > than.text;
}

export const newestName = (names: readonly Called[]): Called | null =>
  names.reduce<Called | null>((best, name) => (isNewerName(name, best) ? name : best), null);
