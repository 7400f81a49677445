import type { ReactNode } from 'react';
import { RequireSession } from '@/features/accounts/RequireSession';
import { InboxProvider } from '@/features/inbox/InboxProvider';
import { RealtimeProvider } from '@/features/realtime/RealtimeProvider';
import { AppShell } from '@/features/shell/AppShell';

export default function DashboardLayout({ children }: { children: ReactNode }) {
  return (
    <RequireSession>
      <RealtimeProvider>
        <InboxProvider>
          <AppShell>{children}</AppShell>
        </InboxProvider>
      </RealtimeProvider>
    </RequireSession>
  );
}
