'use client';

import type { ConversationChoice, ConversationOrder, NumberDto } from '@switchboard/contracts';
import { ArrowDownUp, ChevronDown, Phone, Search, X } from 'lucide-react';
import type { ComponentType, ReactNode } from 'react';
import { Foreign } from '@/components/Foreign';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from '@/components/ui/DropdownMenu';
import { cn } from '@/lib/cn';
import { leaves } from '../composer/enterKey';
import type { ListChoice } from '../remembered';
import { choiceNames, flagNames, flagWords } from '../state/listFilters';

const orderWords: Record<ConversationOrder, { name: string; means: string }> = {
  newest: { name: 'Newest', means: 'Latest activity first' },
  window: { name: 'Time left to answer', means: 'Customers who wait for an answer, shortest time first' },
};

const chip = cn(
  'inline-flex h-8 min-w-0 items-center gap-1.5 rounded-full border px-3 font-medium text-[0.8125rem] transition-colors',
  '[&_svg]:size-3.5 [&_svg]:shrink-0',
);
const off = 'border-line bg-surface text-muted hover:border-field hover:text-ink';
const on = 'border-accent/40 bg-accent-soft text-accent-strong';

interface ListControlsProps {
  search: string;
  onSearch: (search: string) => void;
  choice: ListChoice;
  onChoice: (change: Partial<ListChoice>) => void;
  numbers: readonly NumberDto[];
}

export function ListControls({ search, onSearch, choice, onChoice, numbers }: ListControlsProps) {
  return (
    <div className="space-y-2.5 border-line border-b px-4 pb-3">
      <div className="relative">
        <Search
          aria-hidden="true"
          className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted"
        />
        <input
          type="search"
          aria-label="Search conversations"
          placeholder="Search names, numbers, messages"
          value={search}
          dir="auto"
          maxLength={200}
          onChange={(event) => onSearch(event.target.value)}
          onKeyDown={(event) => {
            if (leaves(event.nativeEvent) && search !== '') onSearch('');
          }}
          className="h-9 w-full rounded-full border border-transparent bg-sunken pr-9 pl-9 text-ink text-sm transition-colors placeholder:text-muted hover:border-line focus-visible:border-accent focus-visible:bg-surface focus-visible:outline-offset-0 [&::-webkit-search-cancel-button]:hidden"
        />
        {search === '' ? null : (
          <button
            type="button"
            aria-label="Clear search"
            onClick={() => onSearch('')}
            className="absolute inset-y-1 right-1 flex w-7 items-center justify-center rounded-full text-muted hover:text-ink"
          >
            <X aria-hidden="true" className="size-4" />
          </button>
        )}
      </div>
      <div className="flex flex-wrap gap-1.5">
        {flagNames.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={choice[name] === true}
            title={flagWords[name].means}
            onClick={() => onChoice({ [name]: choice[name] ? null : true })}
            className={cn(chip, choice[name] ? on : off)}
          >
            {flagWords[name].label}
          </button>
        ))}
        <Menu
          label="Order"
          icon={<ArrowDownUp aria-hidden="true" />}
          words={orderWords[choice.order].name}
          isOn={choice.order !== 'newest'}
          value={choice.order}
          onValue={(value) => onChoice({ order: value === 'window' ? 'window' : 'newest' })}
          options={(['newest', 'window'] as const).map((value) => ({ value, ...orderWords[value] }))}
        />
        {choiceNames.map((name) => {
          const ChoiceMenu = choiceMenus[name];
          return <ChoiceMenu key={name} choice={choice} onChoice={onChoice} numbers={numbers} />;
        })}
      </div>
    </div>
  );
}

type ChoiceMenuProps = Pick<ListControlsProps, 'choice' | 'onChoice' | 'numbers'>;

/** How a filter that is one of several is chosen. */
const choiceMenus: Record<ConversationChoice, ComponentType<ChoiceMenuProps>> = { phoneNumberId: NumberMenu };

function NumberMenu({ choice, onChoice, numbers }: ChoiceMenuProps) {
  if (numbers.length <= 1) return null;
  const chosen = numbers.find(({ phoneNumberId }) => phoneNumberId === choice.phoneNumberId);
  return (
    <Menu
      label="Number"
      icon={<Phone aria-hidden="true" />}
      words={chosen?.displayName ?? 'All numbers'}
      isOn={choice.phoneNumberId !== null}
      value={choice.phoneNumberId ?? ''}
      onValue={(value) => onChoice({ phoneNumberId: value === '' ? null : value })}
      options={[
        { value: '', name: 'All numbers', means: null },
        ...numbers.map(({ phoneNumberId, displayName, displayPhone }) => ({
          value: phoneNumberId,
          name: displayName,
          means: displayPhone,
        })),
      ]}
    />
  );
}

interface MenuProps {
  label: string;
  icon: ReactNode;
  words: string;
  isOn: boolean;
  value: string;
  onValue: (value: string) => void;
  options: ReadonlyArray<{ value: string; name: string; means: string | null }>;
}

function Menu({ label, icon, words, isOn, value, onValue, options }: MenuProps) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger className={cn(chip, isOn ? on : off)}>
        {icon}
        <span className="sr-only">{label}: </span>
        <Foreign as="span" text={words} className="truncate text-left" />
        <ChevronDown aria-hidden="true" />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="max-w-72">
        <DropdownMenuRadioGroup value={value} onValueChange={onValue}>
          {options.map((option) => (
            <DropdownMenuRadioItem key={option.value} value={option.value}>
              <span className="min-w-0">
                <Foreign as="span" text={option.name} className="block truncate text-left" />
                {option.means ? <span className="num block text-muted text-xs">{option.means}</span> : null}
              </span>
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
