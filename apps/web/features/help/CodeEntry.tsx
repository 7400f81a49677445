import type { DictionaryItem, DictionaryTone, TurnDto } from '@switchboard/contracts';
import { CircleAlert, CircleCheck, CornerDownRight, Info, TriangleAlert } from 'lucide-react';
import { Badge, type Tone } from '@/components/ui/Badge';
import { cn } from '@/lib/cn';
import { turnWords } from './codeWords';

const looks = {
  good: { icon: CircleCheck, color: 'text-good-ink' },
  info: { icon: Info, color: 'text-accent' },
  warn: { icon: TriangleAlert, color: 'text-warn-ink' },
  bad: { icon: CircleAlert, color: 'text-bad-ink' },
} satisfies Record<DictionaryTone, unknown>;

const turnTones: Record<TurnDto, Tone> = { you: 'accent', operator: 'warn', meta: 'idle', unknown: 'idle' };

export function CodeEntry({ item: { id, code, field, entry }, marked }: { item: DictionaryItem; marked: boolean }) {
  const { icon: Icon, color } = looks[entry.tone];
  return (
    <li
      id={id}
      tabIndex={-1}
      data-code={id}
      data-marked={marked || undefined}
      className="flex scroll-mt-20 gap-3 px-5 py-4 outline-none data-marked:bg-accent-soft sm:px-6 lg:scroll-mt-6"
    >
      <Icon aria-hidden="true" className={cn('mt-0.5 size-[1.125rem] shrink-0', color)} />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
          <h3 className="font-medium text-ink text-sm">{entry.title}</h3>
          <a href={`#${id}`} className="num text-muted text-xs [overflow-wrap:anywhere] hover:text-ink hover:underline">
            <span className="sr-only">Link to </span>
            {field ? `${field} · ` : null}
            {code}
          </a>
        </div>
        <p className="mt-0.5 max-w-prose text-muted text-sm">{entry.what}</p>
        {entry.press ? (
          <p className="mt-1.5 flex max-w-prose gap-2 text-ink text-sm">
            <CornerDownRight aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-muted" />
            <span>{entry.press}</span>
          </p>
        ) : null}
        <Badge tone={turnTones[entry.turn]} className="mt-2">
          {entry.press ? turnWords[entry.turn].means : 'Nothing to do'}
        </Badge>
      </div>
    </li>
  );
}
