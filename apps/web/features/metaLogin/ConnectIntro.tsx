import type { StatusReply } from '@switchboard/contracts';
import { Check } from 'lucide-react';
import { Card } from '@/components/ui/Card';
import { ConnectButton, ConnectHint } from './ConnectButton';

const needs = [
  'A Facebook login with full control of your business portfolio',
  'A WhatsApp Business account in it, with at least one phone number',
  'About two minutes',
];

export function ConnectIntro({ status }: { status: StatusReply }) {
  return (
    <Card aria-labelledby="intro-title" className="overflow-hidden">
      <div className="grid md:grid-cols-[1.25fr_1fr]">
        <div className="p-6 sm:p-8">
          <h2 id="intro-title" className="font-semibold text-ink text-xl">
            Connect your first number
          </h2>
          <p className="mt-2 text-muted">
            You log in at Meta, choose the numbers to share and come back. Switchboard checks each number with Meta
            before it calls it connected.
          </p>
          {status.may.connect ? (
            <div className="mt-6 space-y-3">
              <ConnectButton size="lg" />
              <ConnectHint popup={status.signup.popup} />
            </div>
          ) : (
            <p className="mt-6 rounded-control bg-sunken px-4 py-3 text-ink text-sm">
              Only an owner of this account can connect a new number. Ask one to do it.
            </p>
          )}
        </div>
        <div className="border-line border-t bg-sunken/50 p-6 sm:p-8 md:border-t-0 md:border-l">
          <h3 className="font-medium text-ink text-sm">What you need</h3>
          <ul className="mt-3 space-y-2.5">
            {needs.map((need) => (
              <li key={need} className="flex gap-2.5 text-muted text-sm">
                <Check aria-hidden="true" className="mt-1 size-3.5 shrink-0 text-accent" />
                {need}
              </li>
            ))}
          </ul>
        </div>
      </div>
    </Card>
  );
}
