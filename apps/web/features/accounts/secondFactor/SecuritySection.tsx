'use client';

import { useMay } from '@/lib/useSession';
import { FactorCards } from './FactorCards';
import { OwnerRuleCard } from './OwnerRuleCard';

/** Signing in with more than a password. */
export function SecuritySection() {
  const mayDemand = useMay('security.change');
  return (
    <>
      <FactorCards />
      {mayDemand ? <OwnerRuleCard /> : null}
    </>
  );
}
