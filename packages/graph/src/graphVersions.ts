export interface GraphVersion {
  version: string;
  /** The day from which Meta answers with an older or newer one instead. Null: not announced. */
  endsOn: string | null;
}

/** Meta's page "Platform versions", as of November 2026. */
const graphVersions: readonly GraphVersion[] = [
  { version: 'v19.0', endsOn: '2026-05-21' },
  { version: 'v20.0', endsOn: '2026-09-24' },
  { version: 'v21.0', endsOn: '2027-01-21' },
  { version: 'v22.0', endsOn: '2027-05-20' },
  { version: 'v23.0', endsOn: '2027-10-08' },
  { version: 'v24.0', endsOn: '2028-02-18' },
  { version: 'v25.0', endsOn: '2028-07-29' },
  { version: 'v26.0', endsOn: null },
  { version: 'v27.0', endsOn: null },
];

/** What is known of a version of the Graph API; undefined for one that came later than this table. */
export const findGraphVersion = (version: string): GraphVersion | undefined =>
  graphVersions.find((one) => one.version === version);
