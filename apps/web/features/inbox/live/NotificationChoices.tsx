'use client';

import { useState } from 'react';
import { Switch } from '@/components/ui/Switch';
import { useHydrated } from '@/lib/useHydrated';
import { useStored } from '../remembered';
import { canNotify, type NotificationChoice, quiet, storedNotificationChoice } from './notifications';

export function useNotificationChoice(): {
  choice: NotificationChoice;
  change: (change: Partial<NotificationChoice>) => void;
} {
  const hydrated = useHydrated();
  const stored = hydrated ? storedNotificationChoice() : null;
  const choice = useStored(stored ?? nothingStored, quiet);
  return { choice, change: (change) => stored?.set({ ...stored.get(), ...change }) };
}

const nothingStored = { get: () => quiet, set: () => undefined, subscribe: () => () => undefined };

export function NotificationChoices() {
  const { choice, change } = useNotificationChoice();
  const [refused, setRefused] = useState(false);
  const hydrated = useHydrated();
  if (hydrated && !canNotify()) {
    return <p className="text-muted text-sm">This browser cannot show notifications.</p>;
  }
  const blocked = hydrated && (refused || Notification.permission === 'denied');
  const turn = async (on: boolean) => {
    if (!on) return change({ on: false });
    const permission = await Notification.requestPermission();
    setRefused(permission !== 'granted');
    if (permission === 'granted') change({ on: true });
  };
  return (
    <div className="space-y-4">
      <Switch
        label="Tell me about new messages"
        hint="While Switchboard is in another tab or window. For this browser."
        checked={choice.on && !blocked}
        onChange={(on) => void turn(on)}
      />
      {blocked ? (
        <p role="status" className="rounded-control bg-warn-soft px-3 py-2 text-sm text-warn-ink">
          This browser does not allow it. Allow notifications for this page in its settings, then try again.
        </p>
      ) : null}
      <Switch
        label="Show what the message says"
        hint="Others may see your screen. Without it, only the customer’s name is shown."
        checked={choice.showText}
        onChange={(showText) => change({ showText })}
        disabled={!choice.on || blocked}
      />
    </div>
  );
}
