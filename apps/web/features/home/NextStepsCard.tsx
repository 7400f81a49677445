import { Check } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { Button } from '@/components/ui/Button';
import { Card, CardHeader } from '@/components/ui/Card';
import { cn } from '@/lib/cn';
import type { NextStepItem } from './nextSteps';

export function NextStepsCard({ steps }: { steps: NextStepItem[] }) {
  if (steps.every((step) => step.done)) return null;
  return (
    <Card aria-labelledby="next-title">
      <CardHeader id="next-title" title="Next steps" />
      <ol className="mt-3 divide-y divide-line pb-2">
        {steps.map((step, index) => (
          <li
            key={step.id}
            className="flex items-start gap-4 px-5 py-4 sm:px-6"
            data-step={step.id}
            data-done={step.done}
          >
            <span
              aria-hidden="true"
              className={cn(
                'num mt-0.5 flex size-6 shrink-0 items-center justify-center rounded-full font-semibold text-xs',
                step.done ? 'bg-good text-surface' : 'border border-field text-muted',
              )}
            >
              {step.done ? <Check className="size-3.5" strokeWidth={3} /> : index + 1}
            </span>
            <div className="min-w-0 flex-1">
              <p className={cn('font-medium text-sm', step.done ? 'text-muted' : 'text-ink')}>
                {step.title}
                {step.done ? <span className="sr-only">, done</span> : null}
              </p>
              <p className="text-muted text-sm">{step.text}</p>
            </div>
            {step.link ? (
              <Button asChild size="sm">
                <Link href={step.link.href as Route} aria-label={`${step.link.words}: ${step.title}`}>
                  {step.link.words}
                </Link>
              </Button>
            ) : null}
          </li>
        ))}
      </ol>
    </Card>
  );
}
