export const settingsSections = ['profile', 'security', 'business', 'numbers', 'team', 'audit'] as const;
export type SettingsSection = (typeof settingsSections)[number];

export const sectionsFor = ({ mayAudit }: { mayAudit: boolean }): readonly SettingsSection[] =>
  settingsSections.filter((section) => mayAudit || section !== 'audit');

export function toSettingsSection(value: unknown): SettingsSection {
  return settingsSections.find((section) => section === value) ?? 'profile';
}
