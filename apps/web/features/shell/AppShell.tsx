'use client';

import { House, Inbox, Menu, MessageCircle, Settings } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { Button } from '@/components/ui/Button';
import { Sheet, SheetContent, SheetTrigger } from '@/components/ui/Sheet';
import { Wordmark } from '@/components/Wordmark';
import { UserMenu } from '@/features/accounts/UserMenu';
import { AlertsBell } from '@/features/alerts/AlertsBell';
import { useUnreadConversations } from '@/features/inbox/InboxProvider';
import { UnreadBadge } from '@/features/inbox/list/UnreadBadge';
import { InboxAlerts } from '@/features/inbox/live/InboxAlerts';
import { LiveLight } from '@/features/realtime/LiveLight';
import { CHAT_PATH } from '@/lib/chatPath';
import { cn } from '@/lib/cn';
import { useSignedIn } from '@/lib/useSession';
import { useWide } from '@/lib/useWide';

const HOME_PATH: Route = '/dashboard';
const places: Array<{ href: Route; name: string; icon: typeof House }> = [
  { href: HOME_PATH, name: 'Home', icon: House },
  { href: CHAT_PATH, name: 'Inbox', icon: Inbox },
  { href: '/dashboard/settings/whatsapp-oauth', name: 'WhatsApp', icon: MessageCircle },
  { href: '/dashboard/settings', name: 'Settings', icon: Settings },
];

/** The navigation entry of a page: the longest one that its path begins with. Home matches itself alone. */
function findPlace(pathname: string): Route | undefined {
  const around = places.filter(
    ({ href }) => pathname === href || (href !== HOME_PATH && pathname.startsWith(`${href}/`)),
  );
  return around.toSorted((a, b) => b.href.length - a.href.length)[0]?.href;
}

function Navigation({ onGo }: { onGo?: () => void }) {
  const pathname = usePathname();
  const unread = useUnreadConversations();
  const place = findPlace(pathname);
  return (
    <nav aria-label="Main">
      <ul className="space-y-1">
        {places.map(({ href, name, icon: Icon }) => {
          const here = place === href;
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
                <span className="flex-1">{name}</span>
                {href === CHAT_PATH ? <UnreadBadge count={unread} things="unread conversations" /> : null}
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
      <div className="flex items-center justify-between">
        <Link href="/dashboard" onClick={onGo} aria-label="Switchboard, home" className="flex rounded-control px-2">
          <Wordmark />
        </Link>
        {/* On phones the bar at the top has the bell, and a cross that closes the menu is here. */}
        {onGo ? null : <AlertsBell />}
      </div>
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

export function AppShell({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const unread = useUnreadConversations();
  const wide = useWide();
  return (
    <div className="lg:grid lg:grid-cols-[16rem_minmax(0,1fr)]">
      <aside className="sticky top-(--banner-height) hidden h-[calc(100dvh-var(--banner-height))] border-line border-r bg-surface lg:block">
        {wide ? <SideBar /> : null}
      </aside>
      <header className="sticky top-(--banner-height) z-40 flex h-14 items-center justify-between border-line border-b bg-surface/95 px-4 backdrop-blur lg:hidden">
        <Wordmark />
        <div className="flex items-center gap-1">
          {wide ? null : <AlertsBell />}
          <Sheet open={open} onOpenChange={setOpen}>
            <SheetTrigger asChild>
              <Button variant="ghost" size="icon" aria-label="Open menu" className="relative">
                <Menu aria-hidden="true" className="!size-5" />
                {unread > 0 ? (
                  <span aria-hidden="true" className="absolute top-1.5 right-1.5 size-2 rounded-full bg-accent" />
                ) : null}
              </Button>
            </SheetTrigger>
            <SheetContent title="Menu">
              <SideBar onGo={() => setOpen(false)} />
            </SheetContent>
          </Sheet>
        </div>
      </header>
      <InboxAlerts />
      {children}
    </div>
  );
}
