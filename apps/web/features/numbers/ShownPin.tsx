'use client';

import { CopyButton } from '@/components/ui/CopyButton';

export function ShownPin({ pin }: { pin: string }) {
  return (
    <div role="status" className="mt-5 rounded-control border border-accent/30 bg-accent-soft/60 p-4">
      <p className="text-ink text-sm">Two-step verification PIN</p>
      <div className="mt-1.5 flex flex-wrap items-center gap-3">
        <span className="num font-semibold text-2xl text-ink tracking-[0.25em]" data-testid="pin">
          {pin}
        </span>
        <CopyButton value={pin} what="PIN" label="Copy PIN" variant="outline" size="sm" />
      </div>
      <p className="mt-2 text-muted text-sm">
        It is not shown again. Keep it where you keep passwords: Meta asks for it when the number moves elsewhere.
      </p>
    </div>
  );
}
