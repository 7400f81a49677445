'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { TextField } from '@/components/ui/Field';
import { SubmitButton } from '@/components/ui/SubmitButton';

/** Leads to the page of a deletion by the code that Meta gave. */
export function RequestCode() {
  const router = useRouter();
  const [code, setCode] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.trim() !== '') router.push(`/data-deletion/${encodeURIComponent(code.trim())}`);
  };
  return (
    <form method="post" onSubmit={submit} noValidate className="flex max-w-md flex-wrap items-end gap-3 pt-1">
      <div className="min-w-56 flex-1">
        <TextField
          label="The code Meta gave you"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          className="num"
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
      </div>
      <SubmitButton variant="outline" disabled={code.trim() === ''}>
        Follow it
      </SubmitButton>
    </form>
  );
}
