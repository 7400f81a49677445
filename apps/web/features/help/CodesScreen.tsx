'use client';

import { type DictionaryItem, type DictionaryKind, dictionary, dictionaryKinds } from '@switchboard/contracts';
import { useState } from 'react';
import { PageHeader } from '@/components/PageHeader';
import { Button } from '@/components/ui/Button';
import { Card } from '@/components/ui/Card';
import { Notice } from '@/components/ui/Notice';
import { hasEntry } from '@/lib/codesPath';
import { CodeControls } from './CodeControls';
import { CodeEntry } from './CodeEntry';
import { kindWords } from './codeWords';
import { type EntryChoice, everything, findEntries } from './findEntries';
import { useAnchor } from './useAnchor';

export function CodesScreen() {
  const [choice, setChoice] = useState(everything);
  const anchor = useAnchor();
  const [followed, setFollowed] = useState(anchor);
  if (anchor !== followed) {
    // An entry that a link leads to must not be hidden by an earlier search. This runs while drawing, because the page
    // scrolls as soon as it is drawn.
    setFollowed(anchor);
    setChoice(everything);
  }
  const found = findEntries(dictionary, choice);
  const isUnknown = anchor !== '' && anchor !== 'main' && !hasEntry(anchor);
  const change = (part: Partial<EntryChoice>) => setChoice((current) => ({ ...current, ...part }));
  return (
    <>
      <PageHeader
        title="What Meta’s codes mean"
        description="For each code: what happened, whose turn it is, and what to press."
      />
      <CodeControls choice={choice} onChoice={change} />
      <p role="status" className="num mt-4 text-muted text-sm">
        {found.length === 1 ? '1 entry' : `${found.length} entries`}
      </p>
      {isUnknown ? (
        <Notice tone="info" title={`There are no words for ${anchor.slice(0, 60)} yet`} className="mt-4">
          <p>Codes that are new at Meta are collected for the operator of Switchboard, who can add them.</p>
        </Notice>
      ) : null}
      {found.length === 0 ? (
        <Notice
          tone="info"
          title="Nothing found"
          className="mt-4"
          actions={
            <Button size="sm" onClick={() => setChoice(everything)}>
              Show everything
            </Button>
          }
        >
          <p>Try fewer words, or the number alone.</p>
        </Notice>
      ) : null}
      {dictionaryKinds.map((kind) => (
        <Part key={kind} kind={kind} items={found.filter((item) => item.kind === kind)} marked={anchor} />
      ))}
    </>
  );
}

function Part({ kind, items, marked }: { kind: DictionaryKind; items: DictionaryItem[]; marked: string }) {
  if (items.length === 0) return null;
  return (
    <section aria-labelledby={`part-${kind}`} className="mt-8">
      <h2 id={`part-${kind}`} className="font-semibold text-base text-ink">
        {kindWords[kind].name}
      </h2>
      <p className="mt-0.5 mb-3 text-muted text-sm">{kindWords[kind].means}</p>
      <Card className="overflow-hidden">
        <ul className="divide-y divide-line">
          {items.map((item) => (
            <CodeEntry key={item.id} item={item} marked={item.id === marked} />
          ))}
        </ul>
      </Card>
    </section>
  );
}
