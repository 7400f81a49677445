export const settingsSections = ['profile', 'business', 'numbers', 'team'] as const;
export type SettingsSection = (typeof settingsSections)[number];

/** The section named in the address, or the first one. */
export function settingsSectionOf(value: unknown): SettingsSection {
  return settingsSections.find((section) => section === value) ?? 'profile';
}
