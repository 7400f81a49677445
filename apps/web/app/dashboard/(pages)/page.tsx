import type { Metadata } from 'next';
import { HomeScreen } from '@/features/home/HomeScreen';

export const metadata: Metadata = { title: 'Home' };

export default function DashboardPage() {
  return <HomeScreen />;
}
