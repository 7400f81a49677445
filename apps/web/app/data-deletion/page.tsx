import type { Metadata } from 'next';
import { DeletionHelpPage } from '@/features/imprint/DeletionHelpPage';
import { loadImprint } from '@/features/imprint/loadImprint';

// Unlike the product itself it may be found.
export const metadata: Metadata = { title: 'Deletion of your data', robots: { index: true, follow: true } };

export default async function Page() {
  return <DeletionHelpPage imprint={await loadImprint()} />;
}
