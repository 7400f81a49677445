import { type Fact, type Names, unitedPeer } from './facts.js';
import { phoneKey } from './phoneKey.js';

const listNames = ({ waId, userId, parentUserId }: Names): string[] => [
  ...(waId === undefined ? [] : [`w:${phoneKey(waId)}`]),
  ...[userId, parentUserId].filter((id): id is string => id !== undefined).map((id) => `u:${id}`),
];

const rankKind = ({ becomes, weight }: Fact): number => (becomes ? 0 : weight === 'joined' ? 1 : 2);

const compare = (a: Fact, b: Fact): number =>
  a.at - b.at || rankKind(a) - rankKind(b) || byText(a.wamid, b.wamid) || byText(a.id, b.id);
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Facts in Meta's order. Within one second a change comes before messages, changes follow their chain, then the wamid's
 * bytes decide. Each fact once.
 */
export function inOrder(facts: readonly Fact[]): Fact[] {
  const byId = new Map<string, Fact>();
  for (const fact of facts) {
    const known = byId.get(fact.id);
    byId.set(fact.id, known ? { ...fact, who: unitedPeer(known.who, fact.who) } : fact);
  }
  const sorted = [...byId.values()].sort(compare);
  for (let from = 0; from < sorted.length; ) {
    let to = from;
    while (sorted[to]?.becomes && sorted[to]?.at === sorted[from]?.at) to += 1;
    if (to - from > 1) sorted.splice(from, to - from, ...alongTheChain(sorted.slice(from, to)));
    from = Math.max(to, from + 1);
  }
  return sorted;
}

/** In a circle the wamid decides. */
function alongTheChain(changes: readonly Fact[]): Fact[] {
  const left = [...changes];
  const ordered: Fact[] = [];
  while (left.length > 0) {
    const isLater = (fact: Fact) =>
      left.some((other) => {
        if (other === fact || !other.becomes) return false;
        const made = new Set(listNames(other.becomes));
        return listNames(fact.who).some((name) => made.has(name));
      });
    const index = Math.max(
      0,
      left.findIndex((fact) => !isLater(fact)),
    );
    ordered.push(...left.splice(index, 1));
  }
  return ordered;
}
