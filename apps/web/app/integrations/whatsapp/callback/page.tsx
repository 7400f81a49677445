import type { Metadata } from 'next';
import { CallbackScreen } from '@/features/connect/CallbackScreen';

export const metadata: Metadata = { title: 'Connecting WhatsApp' };

export default function CallbackPage() {
  return <CallbackScreen />;
}
