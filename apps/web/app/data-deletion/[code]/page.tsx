import type { Metadata } from 'next';
import { DeletionScreen } from '@/features/deletion/DeletionScreen';

export const metadata: Metadata = { title: 'Deletion of your data' };

export default async function DeletionPage({ params }: { params: Promise<{ code: string }> }) {
  const { code } = await params;
  return <DeletionScreen code={code} />;
}
