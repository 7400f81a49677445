import type { Metadata } from 'next';
import { ResetPasswordScreen } from '@/features/accounts/recovery/ResetPasswordScreen';

export const metadata: Metadata = { title: 'Choose a new password' };

export default function ResetPasswordPage() {
  return <ResetPasswordScreen />;
}
