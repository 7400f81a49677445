'use client';

import { ArrowRight, Ban, Info, Smartphone, UserRoundCheck } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { Button } from '@/components/ui/Button';
import { ConnectButton } from '@/features/metaLogin/ConnectButton';
import { cn } from '@/lib/cn';
import { storedValue } from '@/lib/storedValue';
import { type Advice, adviceFor, noAnswers, preflightAnswers, type Question, questions } from './preflight';

const store = () => storedValue('switchboard:preflight', preflightAnswers, noAnswers);
const subscribe = (listener: () => void) => store().subscribe(listener);

interface PreflightProps {
  popup: boolean;
  onHandOver: (() => void) | null;
}

/** Four questions that pick the way to connect and say early what Meta says only deep inside its window. */
export function Preflight({ popup, onHandOver }: PreflightProps) {
  const answers = useSyncExternalStore(
    subscribe,
    () => store().get(),
    () => noAnswers,
  );
  const advice = adviceFor(answers, popup);
  return (
    <div className="space-y-5">
      {questions.map((question) => (
        <QuestionRow
          key={question.name}
          question={question}
          value={answers[question.name]}
          onAnswer={(value) => store().set({ ...answers, [question.name]: value })}
        />
      ))}
      <div aria-live="polite">{advice ? <AdviceBox advice={advice} onHandOver={onHandOver} /> : null}</div>
    </div>
  );
}

interface QuestionRowProps {
  question: Question;
  value: string | null;
  onAnswer: (value: string) => void;
}

function QuestionRow({ question, value, onAnswer }: QuestionRowProps) {
  return (
    <fieldset data-question={question.name}>
      <legend className="mb-2 font-medium text-ink text-sm">{question.question}</legend>
      <div className="flex flex-wrap gap-2">
        {question.options.map((option) => (
          <label
            key={option.value}
            className={cn(
              'cursor-pointer rounded-full border px-3.5 py-1.5 text-sm transition-colors',
              'has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2',
              option.value === value
                ? 'border-accent bg-accent-soft font-medium text-accent-strong'
                : 'border-line bg-surface text-ink hover:border-field',
            )}
          >
            <input
              type="radio"
              name={`preflight-${question.name}`}
              value={option.value}
              checked={option.value === value}
              onChange={() => onAnswer(option.value)}
              className="sr-only"
            />
            {option.words}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

const icons = { new_number: ArrowRight, coexistence: Smartphone, handover: UserRoundCheck, none: Ban };

function AdviceBox({ advice, onHandOver }: { advice: Advice; onHandOver: (() => void) | null }) {
  const Icon = icons[advice.path];
  return (
    <div
      data-advice={advice.path}
      className={cn(
        'rounded-control border p-4',
        advice.path === 'none' ? 'border-warn/35 bg-warn-soft' : 'border-accent/25 bg-accent-soft',
      )}
    >
      <p className="flex items-center gap-2 font-semibold text-ink text-sm">
        <Icon aria-hidden="true" className="size-4 shrink-0" />
        {advice.title}
      </p>
      <ul className="mt-2 space-y-1.5 text-ink/85 text-sm">
        {advice.notes.map((note) => (
          <li key={note} className="flex gap-2">
            <Info aria-hidden="true" className="mt-1 size-3.5 shrink-0 text-muted" />
            {note}
          </li>
        ))}
      </ul>
      <AdviceButton advice={advice} onHandOver={onHandOver} />
    </div>
  );
}

function AdviceButton({ advice, onHandOver }: { advice: Advice; onHandOver: (() => void) | null }) {
  switch (advice.path) {
    case 'coexistence':
      return <ConnectButton className="mt-4" label="Share the app’s number" coexistence />;
    case 'new_number':
      return <ConnectButton className="mt-4" label="Connect this number" />;
    case 'handover':
      return onHandOver ? (
        <Button variant="primary" className="mt-4" onClick={onHandOver}>
          Connect on another device
        </Button>
      ) : null;
    case 'none':
      return null;
  }
}
