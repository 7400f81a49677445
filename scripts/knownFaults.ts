/** A fault of a library in use that is publicly known. */
export interface KnownFault {
  library: string;
  severity: string;
  title: string;
  url: string;
  /** In which versions it is mended; empty where nobody says. */
  mendedIn: string;
}

/** What asking for known faults came to. */
export type Audit = { kind: 'none' } | { kind: 'faults'; faults: KnownFault[] } | { kind: 'unasked'; why: string };

/** Within how many days of its publication a fault is mended, as SECURITY.md promises. */
export const mendWithinDays: Record<string, number> = { critical: 2, high: 7, moderate: 30, low: 90 };

const gravest = ['critical', 'high', 'moderate', 'low'];
const rankSeverity = ({ severity }: KnownFault) =>
  gravest.includes(severity) ? gravest.indexOf(severity) : gravest.length;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textIn = (of: Record<string, unknown>, name: string) => {
  const value = of[name];
  return typeof value === 'string' ? value : '';
};

function readFault(advisory: unknown): KnownFault {
  const of = isObject(advisory) ? advisory : {};
  return {
    library: textIn(of, 'module_name') || textIn(of, 'name') || 'a library that is not named',
    severity: textIn(of, 'severity') || 'unknown',
    title: textIn(of, 'title') || 'without a title',
    url: textIn(of, 'url'),
    mendedIn: textIn(of, 'patched_versions'),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The sentence in what pnpm complains with, without its frame. */
const readSentence = (stderr: string) =>
  stderr
    .replace(/[×│╰─▶]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 500);

/**
 * Reads what `pnpm audit --json` says. Only a list that is there and empty means that nothing is known: whatever else is no
 * answer, above all a registry that does not offer the question.
 */
export function readAudit({ stdout, stderr }: { stdout: string; stderr: string }): Audit {
  const report = parseJson(stdout);
  const advisories = isObject(report) ? report.advisories : undefined;
  if (!isObject(advisories)) {
    const said = isObject(report) && isObject(report.error) ? textIn(report.error, 'message') : '';
    return { kind: 'unasked', why: said || readSentence(stderr) || 'the answer has no list of advisories' };
  }
  const faults = Object.values(advisories).map(readFault);
  if (faults.length === 0) return { kind: 'none' };
  return { kind: 'faults', faults: faults.sort((one, other) => rankSeverity(one) - rankSeverity(other)) };
}

/** How a process ends that has asked: 0 nothing is known, 1 there are faults, 2 it could not ask. */
export const toExitCode = ({ kind }: Audit): number => ({ none: 0, faults: 1, unasked: 2 })[kind];

/** What a person is told. */
export function wordsFor(audit: Audit): string {
  if (audit.kind === 'none') return 'No fault is known in any library in use.';
  if (audit.kind === 'unasked') {
    return `It could not be asked whether faults are known, so nothing is known about it. The registry said: ${audit.why}`;
  }
  const lines = audit.faults.map(({ library, severity, title, url, mendedIn }) => {
    const days = mendWithinDays[severity];
    const when = days === undefined ? 'to be judged' : `to be mended within ${days} days of its publication`;
    return `${severity}: ${library}: ${title} (${when}${mendedIn ? `; mended in ${mendedIn}` : ''}) ${url}`.trim();
  });
  return [`Faults are known in libraries in use: ${audit.faults.length}.`, ...lines].join('\n');
}
