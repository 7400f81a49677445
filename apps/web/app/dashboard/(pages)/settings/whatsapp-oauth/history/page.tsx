import type { Metadata } from 'next';
import { StoryScreen } from '@/features/story/StoryScreen';

export const metadata: Metadata = { title: 'History' };

export default function HistoryPage() {
  return <StoryScreen />;
}
