import type { Metadata } from 'next';
import { HandoverScreen } from '@/features/connect/handover/HandoverScreen';

export const metadata: Metadata = { title: 'Connect WhatsApp' };

export default function HandoverPage() {
  return <HandoverScreen />;
}
