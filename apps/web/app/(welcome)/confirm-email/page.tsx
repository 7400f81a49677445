import type { Metadata } from 'next';
import { ConfirmEmailScreen } from '@/features/accounts/recovery/ConfirmEmailScreen';

export const metadata: Metadata = { title: 'Confirm your e-mail' };

export default function ConfirmEmailPage() {
  return <ConfirmEmailScreen />;
}
