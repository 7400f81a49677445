'use client';

import { Download } from 'lucide-react';
import { Button } from '@/components/ui/Button';
import { CopyButton } from '@/components/ui/CopyButton';
import { DialogFooter } from '@/components/ui/Dialog';

const fileName = 'switchboard-recovery-codes.txt';

function download(text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = Object.assign(document.createElement('a'), { href: address, download: fileName });
  link.click();
  URL.revokeObjectURL(address);
}

export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const text = `${codes.join('\n')}\n`;
  return (
    <>
      <p className="mt-4 text-ink/80 text-sm dark:text-ink/85">
        Each lets you in once when your phone or key is not at hand. Keep them where you keep what is important, and not
        in the same place as your password. They are shown only now.
      </p>
      <ol
        aria-label="Recovery codes"
        className="num mt-4 grid gap-x-6 gap-y-1.5 rounded-control border border-line bg-sunken p-4 text-ink text-sm sm:grid-cols-2"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className="mt-3 flex flex-wrap gap-2">
        <CopyButton value={text} what="recovery codes" label="Copy" variant="outline" size="md" />
        <Button onClick={() => download(text)}>
          <Download aria-hidden="true" />
          Download
        </Button>
      </div>
      <DialogFooter>
        <Button variant="primary" onClick={onDone}>
          I have kept them
        </Button>
      </DialogFooter>
    </>
  );
}
