import type { Metadata } from 'next';
import { LoginForm } from '@/features/accounts/LoginForm';
import { safeNextPath } from '@/lib/safeNextPath';

export const metadata: Metadata = { title: 'Log in' };

export default async function Page({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const { next } = await searchParams;
  return <LoginForm next={safeNextPath(typeof next === 'string' ? next : null)} />;
}
