import type { Metadata } from 'next';
import { toSettingsSection } from '@/features/accounts/settingsSections';
import { SettingsScreen } from '@/features/settings/SettingsScreen';

export const metadata: Metadata = { title: 'Settings' };

export default async function SettingsPage({
  searchParams,
}: {
  searchParams: Promise<{ section?: string | string[] }>;
}) {
  const { section } = await searchParams;
  return <SettingsScreen section={toSettingsSection(section)} />;
}
