import type { Metadata } from 'next';
import { StatusScreen } from '@/features/whatsapp/StatusScreen';

export const metadata: Metadata = { title: 'WhatsApp' };

export default async function WhatsAppStatusPage({
  searchParams,
}: {
  searchParams: Promise<{ notice?: string | string[] }>;
}) {
  const { notice } = await searchParams;
  return <StatusScreen notice={notice === 'no_code' ? 'no_code' : null} />;
}
