import { Activity, ShieldCheck, Undo2 } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Wordmark } from '@/components/Wordmark';
import { PatchPanel } from './PatchPanel';

const promises = [
  { icon: ShieldCheck, text: 'You log in at Meta. Switchboard never sees your password.' },
  { icon: Activity, text: '“Connected” is shown only when Meta itself has confirmed it.' },
  { icon: Undo2, text: 'Disconnect at any time, and see a receipt for every step.' },
];

export function WelcomeFrame({ children }: { children: ReactNode }) {
  return (
    <div className="grid min-h-page lg:grid-cols-[minmax(0,1fr)_minmax(0,1.05fr)]">
      <div className="flex flex-col px-5 py-6 sm:px-10 lg:bg-surface lg:px-14">
        <header>
          <Wordmark />
        </header>
        <main
          id="main"
          tabIndex={-1}
          className="outline-none mx-auto flex w-full max-w-[25rem] flex-1 flex-col justify-center py-10"
        >
          {children}
        </main>
        <footer className="text-muted text-sm">
          <Link href="/privacy" className="rounded-sm underline decoration-line underline-offset-4 hover:text-ink">
            Privacy
          </Link>
        </footer>
      </div>
      <aside
        aria-label="About Switchboard"
        className="relative hidden overflow-hidden border-line border-l lg:flex lg:flex-col lg:justify-center"
      >
        <PatchPanel className="absolute inset-x-0 top-0 h-full w-full" />
        <div className="relative mx-auto max-w-md px-10 pt-64">
          <p className="font-semibold text-2xl text-ink leading-snug tracking-[-0.02em]">
            Every WhatsApp number of your business, on one board.
          </p>
          <ul className="mt-6 space-y-3.5">
            {promises.map(({ icon: Icon, text }) => (
              <li key={text} className="flex gap-3 text-muted">
                <Icon aria-hidden="true" className="mt-1 size-4 shrink-0 text-accent" />
                {text}
              </li>
            ))}
          </ul>
        </div>
      </aside>
    </div>
  );
}
