import { phoneKey as keyOfSpelling } from '@switchboard/graph';

/**
 * The spelling a phone is compared by: WhatsApp writes some countries' numbers in two ways, and Argentine address books
 * add a 15 after the area. @param digits E.164 without the plus.
 */
export const phoneKey = (digits: string): string => keyOfSpelling(withoutArgentine15(digits));

/** An area is 11, or three or four digits; with it a number has ten. Where two readings are possible, none is used. */
function withoutArgentine15(digits: string): string {
  if (!/^54\d{12}$/.test(digits)) return digits;
  const areas = digits.startsWith('5411') ? [2] : [3, 4];
  const [area, ...more] = areas.filter((length) => digits.startsWith('15', 2 + length));
  return area === undefined || more.length > 0 ? digits : digits.slice(0, 2 + area) + digits.slice(4 + area);
}

/** The spelling it is compared by comes first. */
export function phoneSpellings(digits: string): string[] {
  const key = phoneKey(digits);
  const others = otherSpellings(key).filter((spelling) => phoneKey(spelling) === key);
  return others.length === 0 && key === digits ? [key] : [...new Set([key, ...others, digits])];
}

function otherSpellings(key: string): string[] {
  switch (key.slice(0, 2)) {
    case '55':
      return [key.slice(0, 4) + key.slice(5)];
    case '52':
      return [`521${key.slice(2)}`];
    case '54':
      return [`549${key.slice(2)}`];
    case '22':
      return [`225${key.slice(5)}`];
    default:
      return [];
  }
}
