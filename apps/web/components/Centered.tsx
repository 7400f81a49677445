import type { ReactNode } from 'react';
import { Wordmark } from './Wordmark';

export function Centered({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-page flex-col px-5 py-6 sm:px-8">
      <header>
        <Wordmark />
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="outline-none mx-auto flex w-full max-w-md flex-1 flex-col justify-center py-12"
      >
        {children}
      </main>
    </div>
  );
}

interface MessagePageProps {
  title: string;
  children: ReactNode;
  actions: ReactNode;
}

/** A short message with a way to continue. */
export function MessagePage({ title, children, actions }: MessagePageProps) {
  return (
    <Centered>
      <h1 className="font-semibold text-2xl text-ink">{title}</h1>
      <div className="mt-2 text-muted">{children}</div>
      <div className="mt-6 flex flex-wrap gap-2">{actions}</div>
    </Centered>
  );
}
