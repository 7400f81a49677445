import type { Metadata } from 'next';
import { SettingsScreen } from '@/features/accounts/SettingsScreen';
import { settingsSectionOf } from '@/features/accounts/settingsSections';

export const metadata: Metadata = { title: 'Settings' };

export default async function SettingsPage({
  searchParams,
}: {
  searchParams: Promise<{ section?: string | string[] }>;
}) {
  const { section } = await searchParams;
  return <SettingsScreen section={settingsSectionOf(section)} />;
}
