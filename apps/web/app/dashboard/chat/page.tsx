import type { Metadata } from 'next';
import { InboxScreen } from '@/features/inbox/InboxScreen';

export const metadata: Metadata = { title: 'Chat' };

export default function ChatPage() {
  return <InboxScreen />;
}
