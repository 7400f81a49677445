import type { Metadata } from 'next';
import { CodesScreen } from '@/features/help/CodesScreen';

export const metadata: Metadata = { title: 'What Meta’s codes mean' };

export default function CodesPage() {
  return <CodesScreen />;
}
