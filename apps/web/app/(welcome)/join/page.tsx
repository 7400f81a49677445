import type { Metadata } from 'next';
import { JoinScreen } from '@/features/accounts/JoinScreen';

export const metadata: Metadata = { title: 'Join a team' };

export default function JoinPage() {
  return <JoinScreen />;
}
