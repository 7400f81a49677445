'use client';

import { House, Menu, MessageCircle, Settings } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { Button } from '@/components/ui/Button';
import { Sheet, SheetContent, SheetTrigger } from '@/components/ui/Sheet';
import { Wordmark } from '@/components/Wordmark';
import { UserMenu } from '@/features/accounts/UserMenu';
import { LiveLight } from '@/features/realtime/LiveLight';
import { cn } from '@/lib/cn';
import { useSignedIn } from '@/lib/useSession';

const places: Array<{ href: Route; name: string; icon: typeof House }> = [
  { href: '/dashboard', name: 'Home', icon: House },
  { href: '/dashboard/settings/whatsapp-oauth', name: 'WhatsApp', icon: MessageCircle },
  { href: '/dashboard/settings', name: 'Settings', icon: Settings },
];

function Navigation({ onGo }: { onGo?: () => void }) {
  const pathname = usePathname();
  return (
    <nav aria-label="Main">
      <ul className="space-y-1">
        {places.map(({ href, name, icon: Icon }) => {
          const here = pathname === href;
          return (
            <li key={href}>
              <Link
                href={href}
                onClick={onGo}
                aria-current={here ? 'page' : undefined}
                className={cn(
                  'flex items-center gap-3 rounded-control px-3 py-2 font-medium text-sm transition-colors',
                  here ? 'bg-accent-soft text-accent-strong' : 'text-muted hover:bg-sunken hover:text-ink',
                )}
              >
                <Icon aria-hidden="true" className="size-[1.125rem]" />
                {name}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function SideBar({ onGo }: { onGo?: () => void }) {
  const account = useSignedIn()?.account;
  return (
    <div className="flex h-full flex-col px-4 py-5">
      <Link href="/dashboard" onClick={onGo} aria-label="Switchboard, home" className="self-start rounded-control px-2">
        <Wordmark />
      </Link>
      <p className="mt-6 mb-2 truncate px-3 text-muted text-xs">{account?.name}</p>
      <Navigation {...(onGo ? { onGo } : {})} />
      <div className="mt-auto space-y-3">
        <LiveLight />
        <div className="border-line border-t pt-3">
          <UserMenu />
        </div>
      </div>
    </div>
  );
}

/** The frame of the product: where one can go on the left (behind a button on phones), the page beside it. */
export function AppShell({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <div className="lg:grid lg:grid-cols-[16rem_minmax(0,1fr)]">
      <aside className="sticky top-0 hidden h-dvh border-line border-r bg-surface lg:block">
        <SideBar />
      </aside>
      <header className="sticky top-0 z-40 flex h-14 items-center justify-between border-line border-b bg-surface/95 px-4 backdrop-blur lg:hidden">
        <Wordmark />
        <Sheet open={open} onOpenChange={setOpen}>
          <SheetTrigger asChild>
            <Button look="ghost" size="icon" aria-label="Open menu">
              <Menu aria-hidden="true" className="!size-5" />
            </Button>
          </SheetTrigger>
          <SheetContent title="Menu">
            <SideBar onGo={() => setOpen(false)} />
          </SheetContent>
        </Sheet>
      </header>
      <main id="main" tabIndex={-1} className="outline-none mx-auto w-full max-w-4xl px-4 py-7 sm:px-8 sm:py-10">
        {children}
      </main>
    </div>
  );
}
