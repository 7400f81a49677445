import type { Metadata } from 'next';
import { loadImprint } from '@/features/imprint/loadImprint';
import { PrivacyPage } from '@/features/imprint/PrivacyPage';

// Unlike the product itself it may be found.
export const metadata: Metadata = { title: 'Privacy', robots: { index: true, follow: true } };

export default async function Page() {
  return <PrivacyPage imprint={await loadImprint()} />;
}
