import type { Transform } from 'node:stream';
import type { AuditEntry } from '@switchboard/contracts';
import { stringify } from 'csv-stringify';

/**
 * Entries in, lines of CSV out. Names are chosen by people: what a spreadsheet would take for a formula is made harmless.
 */
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
