import type { NumberDto } from '@switchboard/contracts';
import { Smartphone } from 'lucide-react';
import Link from 'next/link';
import { Foreign } from '@/components/Foreign';
import { SandboxPhones } from '@/components/SandboxPhones';
import { Button } from '@/components/ui/Button';
import { CopyButton } from '@/components/ui/CopyButton';
import { STATUS_PATH } from '@/lib/statusPath';

export function FirstMessage({ numbers }: { numbers: readonly NumberDto[] }) {
  const active = numbers.filter(({ isActive }) => isActive);
  return (
    <div className="flex h-full flex-col items-center justify-center overflow-y-auto px-8 py-10">
      <div className="w-full max-w-md">
        <span className="flex size-14 items-center justify-center rounded-full bg-accent-soft text-accent-strong">
          <Smartphone aria-hidden="true" className="size-6" />
        </span>
        <h2 className="mt-4 font-semibold text-ink text-lg">Waiting for the first message</h2>
        <p className="mt-1 text-muted">
          {active.length > 0
            ? 'Take a phone with WhatsApp and write to your number. The message appears here by itself.'
            : 'None of your numbers is connected at the moment, so no message can arrive.'}
        </p>
        {active.length > 0 ? (
          <ul className="mt-5 divide-y divide-line rounded-card border border-line bg-surface">
            {active.map((number) => (
              <li key={number.phoneNumberId} className="flex items-center gap-3 px-4 py-3">
                <span className="min-w-0 flex-1">
                  <span className="num block font-medium text-ink">{number.displayPhone}</span>
                  <Foreign
                    as="span"
                    text={number.displayName}
                    className="block truncate text-left text-muted text-sm"
                  />
                </span>
                <CopyButton
                  value={number.displayPhone}
                  what={`the number ${number.displayPhone}`}
                  label="Copy"
                  variant="outline"
                  size="sm"
                />
              </li>
            ))}
          </ul>
        ) : null}
        {active.length > 0 ? <SandboxPhones className="mt-5" /> : null}
        <p className="mt-5 text-muted text-sm">Nothing arrives? The WhatsApp page shows which step is missing.</p>
        <Button asChild size="sm" className="mt-2">
          <Link href={STATUS_PATH}>Open WhatsApp status</Link>
        </Button>
      </div>
    </div>
  );
}
