import { phoneKey as keyOfSpelling } from '@switchboard/graph';

/**
 * What a phone number is compared by: WhatsApp writes those of some countries in two ways (`packages/graph`), and the
 * address books of Argentine phones in a third, with the 15 that is dialled within the country after the area.
 *
 * @param digits E.164 without the plus.
 */
export const phoneKey = (digits: string): string => keyOfSpelling(withoutArgentine15(digits));

/** An area is 11, or has three or four digits; with it a number has ten. Where two readings are possible, none is taken. */
function withoutArgentine15(digits: string): string {
  if (!/^54\d{12}$/.test(digits)) return digits;
  const areas = digits.startsWith('5411') ? [2] : [3, 4];
  const [area, ...more] = areas.filter((length) => digits.startsWith('15', 2 + length));
  return area === undefined || more.length > 0 ? digits : digits.slice(0, 2 + area) + digits.slice(4 + area);
}

/** Every way in which this phone may be written, the one it is compared by first. */
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
