'use client';

import { useSignedIn } from '@/lib/useSession';
import { FactorCards } from './FactorCards';
import { OwnerRuleCard } from './OwnerRuleCard';

/** Signing in with more than a password. */
export function SecuritySection() {
  const isOwner = useSignedIn()?.account.role === 'owner';
  return (
    <>
      <FactorCards />
      {isOwner ? <OwnerRuleCard /> : null}
    </>
  );
}
