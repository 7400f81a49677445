import type { AttemptFlow, StepDto } from '@switchboard/contracts';
import { Check, Minus, X } from 'lucide-react';
import { Spinner } from '@/components/ui/Spinner';
import { cn } from '@/lib/cn';
import { progressSentence, stepTitle } from '@/lib/stepWords';

const stateWords: Record<StepDto['state'], string> = {
  waiting: 'to do',
  running: 'in progress',
  done: 'done',
  failed: 'failed',
  skipped: 'left out',
};

function Mark({ state }: { state: StepDto['state'] }) {
  const looks = cn(
    'relative z-10 flex size-6 shrink-0 items-center justify-center rounded-full border-2 transition-colors duration-300',
    state === 'done' && 'border-good bg-good text-surface',
    state === 'failed' && 'border-bad bg-bad text-surface',
    state === 'running' && 'border-accent-soft bg-accent-soft text-accent',
    (state === 'waiting' || state === 'skipped') && 'border-line bg-surface text-muted',
  );
  return (
    <span aria-hidden="true" className={looks}>
      {state === 'done' ? <Check className="size-3.5" strokeWidth={3} /> : null}
      {state === 'failed' ? <X className="size-3.5" strokeWidth={3} /> : null}
      {state === 'running' ? <Spinner className="size-3.5" /> : null}
      {state === 'skipped' ? <Minus className="size-3.5" /> : null}
    </span>
  );
}

export function StepList({ steps, flow }: { steps: StepDto[]; flow?: AttemptFlow }) {
  const leftOut = steps.some((step) => step.state === 'failed') ? 'not reached' : 'not needed';
  return (
    <>
      <ol aria-label="Steps of connecting">
        {steps.map((step, index) => (
          <li
            key={step.name}
            className="relative flex gap-3.5 pb-4 last:pb-0"
            data-step={step.name}
            data-state={step.state}
          >
            {index < steps.length - 1 ? (
              <span
                aria-hidden="true"
                className={cn(
                  'absolute top-6 bottom-0 left-[0.6875rem] w-0.5 transition-colors duration-500',
                  step.state === 'done' ? 'bg-good' : 'bg-line',
                )}
              />
            ) : null}
            <Mark state={step.state} />
            <div className="min-w-0 pt-px">
              <p
                className={cn(
                  'text-[0.9375rem] leading-6',
                  step.state === 'waiting' || step.state === 'skipped' ? 'text-muted' : 'text-ink',
                  step.state === 'running' && 'font-medium',
                )}
              >
                {stepTitle(step, flow)}
                <span className="sr-only">, {stateWords[step.state]}</span>
                {step.state === 'skipped' ? <span className="text-sm"> · {leftOut}</span> : null}
              </p>
              {step.problem ? <p className="text-bad-ink text-sm">{step.problem.message}</p> : null}
            </div>
          </li>
        ))}
      </ol>
      <p role="status" className="sr-only">
        {progressSentence(steps, flow)}
      </p>
    </>
  );
}
