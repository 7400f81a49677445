'use client';

import { type ReactNode, useEffect } from 'react';
import { EmailBar } from '@/features/accounts/recovery/EmailBar';

export function PageFrame({ children }: { children: ReactNode }) {
  return (
    <main id="main" tabIndex={-1} className="mx-auto w-full max-w-4xl px-4 py-7 outline-none sm:px-8 sm:py-10">
      <EmailBar />
      {children}
    </main>
  );
}

/**
 * A page that fills the window and scrolls within. On iPhones, Safari covers it with the keyboard without telling CSS,
 * so its height follows the visible part.
 */
export function FullFrame({ children }: { children: ReactNode }) {
  useEffect(() => {
    const viewport = window.visualViewport;
    if (!viewport) return;
    const root = document.documentElement;
    const adjust = () => {
      // The person zoomed in: the page is larger than the screen on purpose.
      if (viewport.scale > 1.01) return;
      root.style.setProperty('--visible-height', `${viewport.height}px`);
      if (viewport.offsetTop > 0) window.scrollTo(0, 0);
    };
    adjust();
    viewport.addEventListener('resize', adjust);
    return () => {
      viewport.removeEventListener('resize', adjust);
      root.style.removeProperty('--visible-height');
    };
  }, []);
  return (
    <main
      id="main"
      tabIndex={-1}
      data-frame="full"
      className="h-[calc(var(--visible-height,100dvh)-3.5rem-var(--banner-height))] overflow-hidden outline-none lg:h-[calc(var(--visible-height,100dvh)-var(--banner-height))]"
    >
      {children}
    </main>
  );
}
