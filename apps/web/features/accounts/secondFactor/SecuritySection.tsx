'use client';

import { useMay } from '@/lib/useSession';
import { FactorCards } from './FactorCards';
import { OwnerRuleCard } from './OwnerRuleCard';

export function SecuritySection() {
  const mayDemand = useMay('security.change');
  return (
    <>
      <FactorCards />
      {mayDemand ? <OwnerRuleCard /> : null}
    </>
  );
}
