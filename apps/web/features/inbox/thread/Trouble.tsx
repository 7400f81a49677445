import { CircleAlert, CircleHelp } from 'lucide-react';
import type { ReactNode } from 'react';
import { Foreign } from '@/components/Foreign';

interface TroubleProps {
  tone: 'warn' | 'bad';
  title: string;
  children?: ReactNode;
  actions: ReactNode;
}

export function Trouble({ tone, title, children, actions }: TroubleProps) {
  const Icon = tone === 'bad' ? CircleAlert : CircleHelp;
  return (
    <div className="mt-1.5 max-w-[min(24rem,100%)] text-right text-[0.8125rem] leading-5" data-trouble={tone}>
      <p className={tone === 'bad' ? 'text-bad-ink' : 'text-warn-ink'}>
        <Icon aria-hidden="true" className="-mt-0.5 mr-1 inline size-3.5" />
        <Foreign text={title} className="font-medium" />
      </p>
      {children ? (
        <p dir="auto" className="text-right text-muted [overflow-wrap:anywhere]">
          {children}
        </p>
      ) : null}
      <div className="mt-1.5 flex flex-wrap justify-end gap-1.5">{actions}</div>
    </div>
  );
}
