import type { Metadata } from 'next';
import { OperatorScreen } from '@/features/operator/OperatorScreen';

export const metadata: Metadata = { title: 'Operator' };

export default function OperatorPage() {
  return <OperatorScreen />;
}
