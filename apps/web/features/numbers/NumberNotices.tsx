'use client';

import type { NoticeDto, NumberDto } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { ChevronDown, CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { Collapsible } from 'radix-ui';
import { RelativeTime } from '@/components/ui/RelativeTime';
import { cn } from '@/lib/cn';
import { entryHref, hasEntry } from '@/lib/codesPath';
import { loadNotices } from '@/lib/numbersApi';
import { queryKeys } from '@/lib/queryClient';
import { inLocalTime } from '@/lib/time';
import { pickNotices } from './pickNotices';

const looks = {
  good: { icon: CircleCheck, color: 'text-good-ink' },
  info: { icon: Info, color: 'text-accent' },
  warn: { icon: TriangleAlert, color: 'text-warn-ink' },
  bad: { icon: CircleAlert, color: 'text-bad-ink' },
} satisfies Record<NoticeDto['tone'], unknown>;

const SHOWN = 2;

export function NumberNotices({ number }: { number: NumberDto }) {
  const notices = useQuery({
    queryKey: queryKeys.notices,
    queryFn: ({ signal }) => loadNotices(signal),
    refetchInterval: 60_000,
  });
  const all = pickNotices(number, notices.data ?? []);
  if (all.length === 0) return null;
  const older = all.slice(SHOWN);
  return (
    <div className="border-line border-t px-5 py-4 sm:px-6" data-notices={number.phoneNumberId}>
      <h4 className="mb-2 text-muted text-xs">Meta’s notices</h4>
      <NoticeList notices={all.slice(0, SHOWN)} />
      {older.length > 0 ? (
        <Collapsible.Root>
          <Collapsible.Content className="pt-3">
            <NoticeList notices={older} />
          </Collapsible.Content>
          <Collapsible.Trigger className="group -ml-2 mt-2 flex items-center gap-1.5 rounded-control px-2 py-1 text-muted text-sm hover:bg-sunken hover:text-ink">
            <span className="group-data-[state=open]:hidden">{older.length} older</span>
            <span className="hidden group-data-[state=open]:inline">Fewer</span>
            <ChevronDown
              aria-hidden="true"
              className="size-4 transition-transform group-data-[state=open]:rotate-180"
            />
          </Collapsible.Trigger>
        </Collapsible.Root>
      ) : null}
    </div>
  );
}

function NoticeList({ notices }: { notices: readonly NoticeDto[] }) {
  return (
    <ul className="space-y-3">
      {notices.map(({ id, tone, title, text, code, at }) => {
        const { icon: Icon, color } = looks[tone];
        return (
          <li key={id} className="flex gap-2.5 text-sm">
            <Icon aria-hidden="true" className={cn('mt-0.5 size-4 shrink-0', color)} />
            <div className="min-w-0">
              <p className="flex flex-wrap items-baseline gap-x-2">
                <bdi className="font-medium text-ink">{title}</bdi>
                <span className="text-muted text-xs">
                  <RelativeTime at={at} />
                </span>
              </p>
              <p dir="auto" className="text-muted [overflow-wrap:anywhere]">
                {inLocalTime(text)}
              </p>
              {code !== null && hasEntry(code) ? (
                <Link
                  href={entryHref(code)}
                  aria-label={`${title}: what it means`}
                  className="text-muted text-xs underline decoration-dotted underline-offset-2 hover:text-ink"
                >
                  What it means
                </Link>
              ) : null}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
