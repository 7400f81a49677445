'use client';

import { ExternalLink, Smartphone } from 'lucide-react';
import { Button } from '@/components/ui/Button';
import { useRuntimeConfig } from '@/lib/runtimeConfig';

export function SandboxPhones({ className }: { className?: string }) {
  const { phonesUrl } = useRuntimeConfig();
  if (phonesUrl === null) return null;
  return (
    <div className={className} data-sandbox-phones>
      <p className="text-muted text-sm">Meta is simulated here, so only its own phones can write to your number.</p>
      <Button asChild size="sm" className="mt-2">
        <a href={phonesUrl} target="_blank" rel="noreferrer">
          <Smartphone aria-hidden="true" />
          Open a customer’s phone
          <ExternalLink aria-hidden="true" />
        </a>
      </Button>
    </div>
  );
}
