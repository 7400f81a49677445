import type { Metadata } from 'next';
import { SignupForm } from '@/features/accounts/SignupForm';
import { safeNextPath } from '@/lib/safeNextPath';

export const metadata: Metadata = { title: 'Sign up' };

export default async function Page({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const { next } = await searchParams;
  return <SignupForm next={safeNextPath(typeof next === 'string' ? next : null)} />;
}
