export interface Called {
  text: string;
  at: Date;
}

/** The newer name by Meta's clock counts; within one second the greater text. */
export function isNewerName(name: Called, than: Called | null): boolean {
  if (than === null) return true;
  const step = Math.floor(name.at.getTime() / 1000) - Math.floor(than.at.getTime() / 1000);
  return step !== 0 ? step > 0 : name.text > than.text;
}

export const newestName = (names: readonly Called[]): Called | null =>
  names.reduce<Called | null>((best, name) => (isNewerName(name, best) ? name : best), null);
