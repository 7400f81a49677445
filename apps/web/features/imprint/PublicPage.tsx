import type { ImprintReply } from '@switchboard/contracts';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Foreign } from '@/components/Foreign';
import { Notice } from '@/components/ui/Notice';
import { Wordmark } from '@/components/Wordmark';

interface PublicPageProps {
  title: string;
  imprint: ImprintReply;
  children: ReactNode;
}

/** A page for everybody: for people whose data this is, and for Meta, which looks whether it is there. */
export function PublicPage({ title, imprint, children }: PublicPageProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="border-line border-b bg-surface px-5 py-4 sm:px-8">
        <Wordmark />
      </header>
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-2xl flex-1 px-5 py-8 outline-none sm:px-8 sm:py-12">
        <h1 className="font-semibold text-[1.75rem] text-ink leading-tight">{title}</h1>
        {imprint.company === null ? (
          <Notice tone="warn" title="This page is unfinished" className="mt-5">
            <p>
              Whoever runs this installation has not said yet who they are. The operator sets COMPANY_NAME,
              COMPANY_ADDRESS and COMPANY_EMAIL.
            </p>
          </Notice>
        ) : null}
        {children}
      </main>
      <footer className="border-line border-t px-5 py-5 sm:px-8">
        <nav aria-label="About your data" className="mx-auto flex max-w-2xl flex-wrap gap-x-6 gap-y-2 text-sm">
          <Link href="/privacy" className={linkStyles}>
            Privacy
          </Link>
          <Link href="/data-deletion" className={linkStyles}>
            Deletion of your data
          </Link>
        </nav>
      </footer>
    </div>
  );
}

export const linkStyles =
  'rounded-sm text-accent-strong underline decoration-accent/40 underline-offset-4 hover:decoration-accent';

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mt-8">
      <h2 className="font-semibold text-ink text-lg">{title}</h2>
      <div className="mt-2 space-y-3 text-ink/85">{children}</div>
    </section>
  );
}

export function List({ children }: { children: ReactNode }) {
  return <ul className="list-disc space-y-1.5 pl-5 marker:text-muted">{children}</ul>;
}

/** Name, address and e-mail, as they stand on an envelope; nothing until they are set. */
export function Company({ company }: { company: ImprintReply['company'] }) {
  if (company === null) return <p>Not set yet.</p>;
  const lines = company.address.split(',').map((line) => line.trim());
  return (
    <address className="not-italic">
      <Foreign as="p" text={company.name} className="font-medium text-ink" />
      {lines.filter(Boolean).map((line) => (
        <Foreign as="p" key={line} text={line} />
      ))}
      <p className="mt-1">
        <Email address={company.email} />
      </p>
    </address>
  );
}

export function Email({ address }: { address: string }) {
  return (
    <a href={`mailto:${address}`} className={`${linkStyles} [overflow-wrap:anywhere]`}>
      {address}
    </a>
  );
}
