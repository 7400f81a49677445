import type { ReactNode } from 'react';

interface WelcomeMessageProps {
  title: string;
  children: ReactNode;
  actions: ReactNode;
  role: 'alert' | 'status';
}

export function WelcomeMessage({ title, children, actions, role }: WelcomeMessageProps) {
  return (
    <div role={role}>
      <h1 className="font-semibold text-[1.75rem] text-ink leading-tight">{title}</h1>
      <div className="mt-2 space-y-2 text-muted">{children}</div>
      <div className="mt-6 flex flex-wrap gap-2">{actions}</div>
    </div>
  );
}
