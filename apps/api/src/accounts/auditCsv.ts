import type { Transform } from 'node:stream';
import type { AuditEntry } from '@switchboard/contracts';
import { stringify } from 'csv-stringify';

/** Entries in, CSV out. People choose their names, so whatever a spreadsheet would run as a formula is escaped. */
export const auditCsv = (): Transform =>
  stringify({
    header: true,
    bom: true,
    escape_formulas: true,
    columns: [
      { key: 'at', header: 'Time (UTC)' },
      { key: 'action', header: 'Action' },
      { key: 'actor.name', header: 'Who' },
      { key: 'actor.userId', header: 'User id' },
      { key: 'text', header: 'What' },
      { key: 'phoneNumberId', header: 'Phone number id' },
      { key: 'address', header: 'From address' },
      { key: 'id', header: 'Entry' },
    ] satisfies { key: keyof AuditEntry | `actor.${string}`; header: string }[],
  });
