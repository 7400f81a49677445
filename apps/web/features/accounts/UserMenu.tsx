'use client';

import { ChevronsUpDown, LogOut, Monitor, Moon, Sun } from 'lucide-react';
import { useTheme } from 'next-themes';
import { toast } from 'sonner';
import { Foreign } from '@/components/Foreign';
import { Initials } from '@/components/Initials';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/DropdownMenu';
import { asApiError, readMessage } from '@/lib/apiError';
import { signOut } from '@/lib/session';
import { useSignedIn } from '@/lib/useSession';
import { roleWords } from './roleWords';

const themes = [
  { value: 'system', name: 'Like the system', icon: Monitor },
  { value: 'light', name: 'Light', icon: Sun },
  { value: 'dark', name: 'Dark', icon: Moon },
];

export function UserMenu() {
  const me = useSignedIn();
  const { theme, setTheme } = useTheme();
  if (me === null) return null;
  const logOut = () => {
    signOut().catch((thrown) => toast.error(`You are still signed in. ${readMessage(asApiError(thrown))}`));
  };
  return (
    <DropdownMenu>
      <DropdownMenuTrigger className="flex w-full items-center gap-3 rounded-control p-2 text-left transition-colors hover:bg-sunken data-[state=open]:bg-sunken">
        <Initials name={me.user.name} />
        <span className="sr-only">Your menu,</span>
        <span className="min-w-0 flex-1">
          <Foreign
            as="span"
            text={me.user.name}
            className="block truncate text-left font-medium text-ink text-sm leading-5"
          />
          <span className="block truncate text-muted text-xs">{roleWords[me.account.role].name}</span>
        </span>
        <ChevronsUpDown aria-hidden="true" className="size-4 shrink-0 text-muted" />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" side="top" className="w-60">
        <DropdownMenuLabel className="truncate">{me.user.email}</DropdownMenuLabel>
        <DropdownMenuSeparator />
        <DropdownMenuLabel>Appearance</DropdownMenuLabel>
        <DropdownMenuRadioGroup value={theme ?? 'system'} onValueChange={setTheme}>
          {themes.map(({ value, name, icon: Icon }) => (
            <DropdownMenuRadioItem key={value} value={value}>
              <Icon aria-hidden="true" className="text-muted" />
              {name}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={logOut}>
          <LogOut aria-hidden="true" className="text-muted" />
          Log out
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
