import type { Metadata } from 'next';
import { ForgotPasswordForm } from '@/features/accounts/recovery/ForgotPasswordForm';

export const metadata: Metadata = { title: 'Forgot your password' };

export default function ForgotPasswordPage() {
  return <ForgotPasswordForm />;
}
