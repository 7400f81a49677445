import { type DisconnectWay, disconnectWays } from '@switchboard/contracts';
import { CirclePause, ShieldX, Unplug } from 'lucide-react';
import { cn } from '@/lib/cn';
import { wayWords } from './disconnectWords';

const icons = { pause: CirclePause, disconnect: Unplug, revoke: ShieldX };

interface WayChoiceProps {
  way: DisconnectWay;
  mayRevoke: boolean;
  onChange: (way: DisconnectWay) => void;
}

export function WayChoice({ way, mayRevoke, onChange }: WayChoiceProps) {
  return (
    <fieldset>
      <legend className="mb-2 font-medium text-ink text-sm">How far?</legend>
      <div className="space-y-2">
        {disconnectWays.map((name) => {
          const Icon = icons[name];
          const refused = name === 'revoke' && !mayRevoke;
          return (
            <label
              key={name}
              data-way={name}
              className={cn(
                'flex gap-3 rounded-control border p-3 transition-colors',
                'has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2',
                name === way ? 'border-accent bg-accent-soft' : 'border-line',
                refused ? 'cursor-not-allowed' : 'cursor-pointer hover:border-field',
              )}
            >
              <input
                type="radio"
                name="way"
                value={name}
                checked={name === way}
                disabled={refused}
                onChange={() => onChange(name)}
                aria-label={wayWords[name].name}
                aria-describedby={`way-${name}`}
                className="sr-only"
              />
              <Icon
                aria-hidden="true"
                className={cn('mt-0.5 size-4 shrink-0', name === way ? 'text-accent-strong' : 'text-muted')}
              />
              <span className="min-w-0 text-sm">
                <span className={cn('block font-medium', refused ? 'text-muted' : 'text-ink')}>
                  {wayWords[name].name}
                </span>
                <span id={`way-${name}`} className="block text-muted">
                  {refused
                    ? 'Only an owner can do this. An owner can allow it to support staff in the settings.'
                    : wayWords[name].text}
                </span>
              </span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
