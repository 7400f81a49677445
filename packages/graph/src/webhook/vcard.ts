export interface VCard {
  /** `FN`, else `N` in the order in which names are spoken, else the business name that WhatsApp writes. */
  name?: string;
  phones: { phone: string; type?: string; waId?: string }[];
  emails: string[];
  organisation?: string;
}

const longest = 64 * 1024;
const mostLines = 500;
/** `TYPE` values that say what a line can do, not where it rings. */
const notAPlace = new Set(['VOICE', 'PREF', 'MSG', 'TEXT', 'INTERNET', 'X-INTERNET']);

/**
 * Reads the few properties of a vCard (RFC 2426 and 6350, and 2.1 as phones still write it) that a shared contact shows.
 * It is foreign text: only the first 64 KB and 500 lines are looked at, each once. Never throws; what is not there is left
 * out. Written here because all that is needed of a library is four lines of four properties.
 */
export function readVCard(text: string): VCard {
  const card: VCard = { phones: [], emails: [] };
  let spoken: string | undefined;
  let business: string | undefined;
  for (const line of unfold(text)) {
    const property = readLine(line);
    if (property === undefined) continue;
    const { name, value } = property;
    switch (name) {
      case 'FN':
        card.name ??= unescaped(value) || undefined;
        break;
      case 'N':
        spoken ??= toSpokenName(value);
        break;
      case 'ORG':
        card.organisation ??= splitParts(value)[0] || undefined;
        break;
      case 'X-WA-BIZ-NAME':
        business ??= unescaped(value) || undefined;
        break;
      case 'TEL':
        addPhone(card, property);
        break;
      case 'EMAIL':
        if (value.trim() !== '') card.emails.push(unescaped(value));
        break;
    }
  }
  card.name ??= spoken ?? business;
  return card;
}

interface Property {
  name: string;
  params: [name: string, value: string][];
  value: string;
}

/** Long lines are continued on lines that begin with a space; quoted-printable ones end with `=`. */
function unfold(text: string): string[] {
  const lines: string[] = [];
  let isSoft = false;
  for (const raw of text.slice(0, longest).split(/\r\n|\n|\r/, mostLines)) {
    const last = lines.length - 1;
    if (last >= 0 && isSoft) lines[last] = `${lines[last]?.slice(0, -1)}${raw}`;
    else if (last >= 0 && (raw.startsWith(' ') || raw.startsWith('\t'))) lines[last] += raw.slice(1);
    else lines.push(raw);
    isSoft = raw.endsWith('=') && /^[^:]{0,200}QUOTED-PRINTABLE/i.test(lines.at(-1) ?? '');
  }
  return lines;
}

/** `item1.TEL;type=CELL;waid=15550100001:+1 555 010 0001` */
function readLine(line: string): Property | undefined {
  const colon = valueStart(line);
  if (colon === -1) return undefined;
  const [head = '', ...rest] = line.slice(0, colon).split(';');
  const params = rest.map((param): [string, string] => {
    const equals = param.indexOf('=');
    // 2.1 writes a bare value: `TEL;CELL:`.
    return equals === -1
      ? ['TYPE', param]
      : [param.slice(0, equals).toUpperCase(), param.slice(equals + 1).replaceAll('"', '')];
  });
  const value = line.slice(colon + 1);
  const isQuoted = params.some(([, one]) => one.toUpperCase() === 'QUOTED-PRINTABLE');
  return {
    name: head.slice(head.lastIndexOf('.') + 1).toUpperCase(),
    params,
    value: isQuoted ? fromQuotedPrintable(value) : value,
  };
}

function valueStart(line: string): number {
  let isQuoted = false;
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === '"') isQuoted = !isQuoted;
    else if (line[at] === ':' && !isQuoted) return at;
  }
  return -1;
}

function addPhone(card: VCard, { params, value }: Property): void {
  const phone = unescaped(value).replace(/^tel:/i, '');
  if (phone === '') return;
  const types = params.flatMap(([name, one]) => (name === 'TYPE' ? one.split(',') : []));
  card.phones.push({
    phone,
    type: types.find((type) => type !== '' && !notAPlace.has(type.toUpperCase())),
    waId: params.find(([name]) => name === 'WAID')?.[1],
  });
}

/** `family;given;middle;before;after` */
function toSpokenName(value: string): string | undefined {
  const [family, given, middle, before, after] = splitParts(value);
  return [before, given, middle, family, after].filter(Boolean).join(' ') || undefined;
}

function splitParts(value: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < value.length; at += 1) {
    if (value[at] === '\\') at += 1;
    else if (value[at] === ';') {
      parts.push(value.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, value.slice(start)].map(unescaped);
}

const unescaped = (value: string): string =>
  value.replace(/\\(.)/g, (_all, letter: string) => (letter === 'n' || letter === 'N' ? '\n' : letter)).trim();

const fromQuotedPrintable = (value: string): string =>
  value.replace(/(?:=[0-9A-Fa-f]{2})+/g, (run) => Buffer.from(run.replaceAll('=', ''), 'hex').toString('utf8'));
