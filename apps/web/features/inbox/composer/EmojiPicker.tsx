'use client';

import {
  type EmojiPickerListCategoryHeaderProps,
  type EmojiPickerListEmojiProps,
  type EmojiPickerListRowProps,
  EmojiPicker as Primitive,
} from 'frimousse';
import { Search } from 'lucide-react';
import { cn } from '@/lib/cn';

/** The names and groups of emoji come from our own server; see `app/emojibase`. */
const DATA_URL = '/emojibase';

function CategoryHeader({ category, ...rest }: EmojiPickerListCategoryHeaderProps) {
  return (
    <div {...rest} className="bg-surface px-1.5 pt-2 pb-1 font-medium text-muted text-xs">
      {category.label}
    </div>
  );
}

// The library counts rows and columns from 0, ARIA from 1. The rows keep their count, by which the library finds them;
// the first one has none.
function Row({ 'aria-rowindex': index, ...rest }: EmojiPickerListRowProps & { 'aria-rowindex'?: number }) {
  const place = index ? { 'aria-rowindex': index } : {};
  return <div {...rest} {...place} />;
}

function Emoji({ emoji, ...rest }: EmojiPickerListEmojiProps & { 'aria-colindex'?: number }) {
  return (
    <button
      type="button"
      {...countedFromOne(rest)}
      className="flex size-9 items-center justify-center rounded-md text-xl data-[active]:bg-sunken"
    >
      {emoji.emoji}
    </button>
  );
}

/** The library gives the button the role of a cell, with its column. */
const countedFromOne = <Props extends { 'aria-colindex'?: number }>(props: Props): Props => ({
  ...props,
  'aria-colindex': (props['aria-colindex'] ?? 0) + 1,
});

const listParts = { CategoryHeader, Row, Emoji };

export function EmojiPicker({ onPick, className }: { onPick: (emoji: string) => void; className?: string }) {
  return (
    <Primitive.Root
      emojibaseUrl={DATA_URL}
      locale="en"
      columns={8}
      onEmojiSelect={({ emoji }) => onPick(emoji)}
      className={cn('isolate flex h-80 w-[19.5rem] max-w-full flex-col', className)}
    >
      <div className="relative p-2">
        <Search
          aria-hidden="true"
          className="-translate-y-1/2 pointer-events-none absolute top-1/2 left-4.5 size-4 text-muted"
        />
        <Primitive.Search
          aria-label="Search emoji"
          placeholder="Search emoji"
          className="h-9 w-full rounded-control border border-line bg-surface pr-3 pl-9 text-ink text-sm placeholder:text-muted focus-visible:border-accent focus-visible:outline-offset-0"
        />
      </div>
      <Primitive.Viewport className="min-h-0 flex-1 outline-none">
        <Primitive.Loading className="absolute inset-0 flex items-center justify-center text-muted text-sm">
          Loading…
        </Primitive.Loading>
        <Primitive.Empty className="absolute inset-0 flex items-center justify-center text-muted text-sm">
          No emoji found
        </Primitive.Empty>
        <Primitive.List className="select-none px-2 pb-2" components={listParts} />
      </Primitive.Viewport>
    </Primitive.Root>
  );
}
