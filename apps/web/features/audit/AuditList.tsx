'use client';

import type { AuditEntry } from '@switchboard/contracts';
import { Foreign } from '@/components/Foreign';
import { exactTime } from '@/lib/time';
import { actionWords } from './auditWords';

function who({ actor, action }: AuditEntry): string {
  if (actor) return actor.name;
  if (action.startsWith('meta.')) return 'Meta';
  return action.startsWith('keys.') ? 'The operator' : 'Switchboard';
}

export function AuditList({ entries }: { entries: readonly AuditEntry[] }) {
  if (entries.length === 0) return <p className="text-muted">Nothing fits this filter.</p>;
  return (
    <>
      <table className="hidden w-full text-left text-sm md:table" aria-label="Audit log">
        <thead>
          <tr className="border-line border-b text-muted text-xs">
            <th scope="col" className="py-2 pr-4 font-medium">
              When
            </th>
            <th scope="col" className="py-2 pr-4 font-medium">
              Who
            </th>
            <th scope="col" className="py-2 pr-4 font-medium">
              What
            </th>
            <th scope="col" className="py-2 font-medium">
              Address
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {entries.map((entry) => (
            <tr key={entry.id} className="align-top" data-audit={entry.action}>
              <td className="num whitespace-nowrap py-3 pr-4 text-muted">
                <time dateTime={entry.at}>{exactTime(entry.at)}</time>
              </td>
              <td className="min-w-32 py-3 pr-4 text-ink">
                <Foreign text={who(entry)} />
              </td>
              <td className="py-3 pr-4">
                <span className="block font-medium text-ink">{actionWords[entry.action]}</span>
                <span dir="auto" className="block text-left text-muted [overflow-wrap:anywhere]">
                  {entry.text}
                </span>
              </td>
              <td className="num py-3 text-muted">{entry.address ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <ul aria-label="Audit log" className="divide-y divide-line md:hidden">
        {entries.map((entry) => (
          <li key={entry.id} className="py-3.5 text-sm first:pt-0 last:pb-0" data-audit={entry.action}>
            <p className="font-medium text-ink">{actionWords[entry.action]}</p>
            <p dir="auto" className="text-left text-muted [overflow-wrap:anywhere]">
              {entry.text}
            </p>
            <p className="num mt-1 flex flex-wrap gap-x-2.5 text-muted text-xs">
              <Foreign text={who(entry)} />
              <time dateTime={entry.at}>{exactTime(entry.at)}</time>
              {entry.address ? <span>{entry.address}</span> : null}
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}
