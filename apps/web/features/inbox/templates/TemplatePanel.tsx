'use client';

import { type ConversationDto, isolated, type TemplateDto } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, Search, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Foreign } from '@/components/Foreign';
import { Button } from '@/components/ui/Button';
import { Skeleton } from '@/components/ui/Skeleton';
import { cn } from '@/lib/cn';
import { queryKeys } from '@/lib/queryClient';
import { leaves } from '../composer/enterKey';
import { previewLine } from '../content/previewLine';
import { loadTemplates } from '../inboxApi';
import { TemplateForm } from './TemplateForm';
import { foundTemplates } from './templateForm';

interface TemplatePanelProps {
  conversation: ConversationDto;
  /** Why only templates can be sent; null when they are a choice. */
  notice: ReactNode;
  /** Back to the composer; null when there is no way back. */
  onClose: (() => void) | null;
}

export function TemplatePanel({ conversation, notice, onClose }: TemplatePanelProps) {
  const [chosen, setChosen] = useState<TemplateDto | null>(null);
  return (
    <section
      aria-label="Templates"
      className="flex max-h-[min(30rem,62dvh)] flex-col overflow-hidden rounded-2xl border border-line bg-surface shadow-card"
    >
      {notice && chosen === null ? (
        <div className="border-line border-b bg-warn-soft px-4 py-2.5 text-ink text-sm">{notice}</div>
      ) : null}
      {chosen ? (
        <>
          <div className="flex items-center gap-2 border-line border-b px-2 py-1.5">
            <Button variant="ghost" size="icon" aria-label="Back to the templates" onClick={() => setChosen(null)}>
              <ArrowLeft aria-hidden="true" />
            </Button>
            <Foreign
              as="p"
              text={readableName(chosen.name)}
              className="min-w-0 flex-1 truncate text-left font-medium text-ink text-sm"
            />
            {onClose ? <CloseButton onClose={onClose} /> : null}
          </div>
          <TemplateForm
            key={`${chosen.name} ${chosen.language}`}
            conversation={conversation}
            template={chosen}
            onSent={() => {
              setChosen(null);
              onClose?.();
            }}
          />
        </>
      ) : (
        <TemplateList phoneNumberId={conversation.phoneNumberId} onChoose={setChosen} onClose={onClose} />
      )}
    </section>
  );
}

const readableName = (name: string) => name.replace(/_/g, ' ');

function CloseButton({ onClose }: { onClose: () => void }) {
  return (
    <Button variant="ghost" size="icon" aria-label="Close the templates" onClick={onClose}>
      <X aria-hidden="true" />
    </Button>
  );
}

interface TemplateListProps {
  phoneNumberId: string;
  onChoose: (template: TemplateDto) => void;
  onClose: (() => void) | null;
}

const FRESH_MS = 60_000;

function TemplateList({ phoneNumberId, onChoose, onClose }: TemplateListProps) {
  const [search, setSearch] = useState('');
  const templates = useQuery({
    queryKey: queryKeys.templates(phoneNumberId),
    queryFn: ({ signal }) => loadTemplates(phoneNumberId, signal),
    staleTime: FRESH_MS,
  });
  const found = foundTemplates(templates.data ?? [], search, navigator.languages);
  return (
    <>
      <div className="flex items-center gap-1 border-line border-b px-2 py-1.5">
        <Search aria-hidden="true" className="ml-2 size-4 shrink-0 text-muted" />
        <input
          type="search"
          aria-label="Search templates"
          placeholder="Search templates"
          value={search}
          // biome-ignore lint/a11y/noAutofocus: it appears because its button was pressed
          autoFocus={onClose !== null}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={(event) => {
            if (!leaves(event.nativeEvent)) return;
            event.stopPropagation();
            if (search !== '') setSearch('');
            else onClose?.();
          }}
          className="h-9 min-w-0 flex-1 bg-transparent px-2 text-ink text-sm outline-none placeholder:text-muted focus-visible:outline-none [&::-webkit-search-cancel-button]:hidden"
        />
        {onClose ? <CloseButton onClose={onClose} /> : null}
      </div>
      <div className="min-h-24 overflow-y-auto p-1.5">
        {templates.isError ? (
          <ErrorNotice
            error={templates.error}
            title="The templates could not be loaded"
            onRetry={() => templates.refetch()}
            retrying={templates.isFetching}
          />
        ) : !templates.data ? (
          <div role="status" className="space-y-2 p-2">
            <span className="sr-only">Loading the templates</span>
            <Skeleton className="h-12 w-full" />
            <Skeleton className="h-12 w-full" />
          </div>
        ) : found.length === 0 ? (
          <p className="p-4 text-center text-muted text-sm">
            {templates.data.length === 0
              ? 'Meta lists no approved template for this number. Make one in WhatsApp Manager; it appears here once Meta has approved it.'
              : `No template has “${isolated(search)}” in it.`}
          </p>
        ) : (
          <ul aria-label="Approved templates">
            {found.map((template) => (
              <TemplateRow key={`${template.name} ${template.language}`} template={template} onChoose={onChoose} />
            ))}
          </ul>
        )}
      </div>
    </>
  );
}

function TemplateRow({ template, onChoose }: { template: TemplateDto; onChoose: (template: TemplateDto) => void }) {
  const { name, language, category, text, unusable } = template;
  return (
    <li>
      <button
        type="button"
        data-template={name}
        disabled={unusable !== null}
        onClick={() => onChoose(template)}
        className={cn(
          'block w-full rounded-control px-3 py-2 text-left',
          unusable === null ? 'hover:bg-sunken' : 'cursor-not-allowed',
        )}
      >
        <span className="flex items-baseline gap-2">
          <Foreign
            as="span"
            text={readableName(name)}
            className={cn('min-w-0 truncate font-medium text-sm', unusable === null ? 'text-ink' : 'text-muted')}
          />
          <span className="shrink-0 text-muted text-xs">
            {language} · {category.toLowerCase()}
          </span>
        </span>
        <Foreign
          as="span"
          text={unusable ?? previewLine(text)}
          className="line-clamp-1 text-left text-[0.8125rem] text-muted"
        />
      </button>
    </li>
  );
}
