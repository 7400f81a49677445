import { type AttemptNumberDto, isConnected } from '@switchboard/contracts';
import { Foreign } from '@/components/Foreign';
import { Badge } from '@/components/ui/Badge';

function Outcome({ number }: { number: AttemptNumberDto }) {
  if (isConnected(number)) return <Badge tone="good">Connected</Badge>;
  if (number.saved && number.subscribed) return <Badge tone="warn">Saved, not registered yet</Badge>;
  if (number.saved) return <Badge tone="warn">Saved, no webhooks yet</Badge>;
  return <Badge tone={number.problem ? 'bad' : 'idle'}>Not saved</Badge>;
}

export function AttemptNumbers({ numbers }: { numbers: AttemptNumberDto[] }) {
  return (
    <ul aria-label="Numbers" className="divide-y divide-line">
      {numbers.map((number) => (
        <li key={number.phoneNumberId} className="px-5 py-3.5 sm:px-6">
          <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
            <div className="min-w-0">
              <p className="num font-medium text-ink">{number.displayPhone}</p>
              <Foreign as="p" text={number.displayName} className="text-left text-muted text-sm" />
            </div>
            <Outcome number={number} />
          </div>
          {number.problem ? <p className="mt-1 text-bad-ink text-sm">{number.problem.message}</p> : null}
        </li>
      ))}
    </ul>
  );
}
