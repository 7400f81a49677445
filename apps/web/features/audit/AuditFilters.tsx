'use client';

import { accountEndpoints, auditAction, auditActions, isolated } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { SelectField, TextField } from '@/components/ui/Field';
import { api } from '@/lib/api';
import { queryKeys } from '@/lib/queryClient';
import { type AuditFilter, actionWords } from './auditWords';

interface AuditFiltersProps {
  filter: AuditFilter;
  inOrder: boolean;
  onChange: (filter: AuditFilter) => void;
}

/** By action, person and days. What is chosen holds at once, for the export as well. */
export function AuditFilters({ filter, inOrder, onChange }: AuditFiltersProps) {
  const members = useQuery({
    queryKey: queryKeys.members,
    queryFn: ({ signal }) => api.call(accountEndpoints.members, {}, { signal }),
  });
  const { action, userId, from, to } = filter;
  return (
    <fieldset className="grid grid-cols-2 gap-3 sm:gap-4 lg:grid-cols-4">
      <legend className="sr-only">Filter the audit log</legend>
      <SelectField
        label="Action"
        value={action ?? ''}
        onChange={(event) => {
          const chosen = auditAction.safeParse(event.target.value);
          onChange({ ...filter, action: chosen.success ? chosen.data : undefined });
        }}
      >
        <option value="">All actions</option>
        {auditActions.map((name) => (
          <option key={name} value={name}>
            {actionWords[name]}
          </option>
        ))}
      </SelectField>
      <SelectField
        label="Person"
        value={userId ?? ''}
        onChange={(event) => onChange({ ...filter, userId: event.target.value || undefined })}
      >
        <option value="">Everybody</option>
        {members.data?.members.map((member) => (
          <option key={member.userId} value={member.userId}>
            {isolated(member.name)}
          </option>
        ))}
      </SelectField>
      <TextField
        label="From"
        type="date"
        value={from ?? ''}
        onChange={(event) => onChange({ ...filter, from: event.target.value || undefined })}
      />
      <TextField
        label="To"
        type="date"
        value={to ?? ''}
        error={inOrder ? undefined : 'This is before the first day.'}
        onChange={(event) => onChange({ ...filter, to: event.target.value || undefined })}
      />
    </fieldset>
  );
}
