export const settingsSections = ['profile', 'security', 'business', 'numbers', 'team', 'audit'] as const;
export type SettingsSection = (typeof settingsSections)[number];

/** What the account's owners see alone. */
const forOwners: readonly SettingsSection[] = ['audit'];

export const sectionsFor = (isOwner: boolean): readonly SettingsSection[] =>
  settingsSections.filter((section) => isOwner || !forOwners.includes(section));

/** The section named in the address, or the first one. */
export function settingsSectionOf(value: unknown): SettingsSection {
  return settingsSections.find((section) => section === value) ?? 'profile';
}
