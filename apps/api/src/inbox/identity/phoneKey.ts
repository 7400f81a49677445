/**
 * WhatsApp writes the numbers of four countries in two ways, and both mean one phone (meta-platform 17.2): with and
 * without Brazil's ninth digit, Mexico's 1 and Argentina's 9 after the country, and with Ivory Coast's eight old digits in
 * place of ten. Pure, and of bounded cost: the digits of one number.
 */

interface Country {
  /** The one way in which a number is compared. Null: not a number that is written in two ways. */
  keyOf(national: string): string | null;
  /** Every other way in which that key is written. */
  othersOf(key: string): string[];
}

/** Mobile numbers begin with 6 to 9 after the area; a fixed line has eight digits and never a ninth. */
const brazil: Country = {
  keyOf: (national) => {
    if (/^\d{2}[6-9]\d{7}$/.test(national)) return `${national.slice(0, 2)}9${national.slice(2)}`;
    return /^\d{2}9[6-9]\d{7}$/.test(national) ? national : null;
  },
  othersOf: (key) => [key.slice(0, 2) + key.slice(3)],
};

const mexico: Country = {
  keyOf: (national) => {
    if (/^1\d{10}$/.test(national)) return national.slice(1);
    return /^\d{10}$/.test(national) ? national : null;
  },
  othersOf: (key) => [`1${key}`],
};

/** Without the 9, and without the 15 that stands after the area where a mobile is dialled within the country. */
const argentina: Country = {
  keyOf: (national) => {
    if (/^9\d{10}$/.test(national)) return national.slice(1);
    if (/^\d{10}$/.test(national)) return national;
    if (!/^\d{12}$/.test(national)) return null;
    const areas = national.startsWith('11') ? [2] : [3, 4];
    const [area, ...more] = areas.filter((length) => national.slice(length, length + 2) === '15');
    return area === undefined || more.length > 0 ? null : national.slice(0, area) + national.slice(area + 2);
  },
  othersOf: (key) => [`9${key}`],
};

/** Since 2021 two digits of the network stand in front; which ones, the second of the old digits tells. */
const ivoryCoast: Country = {
  keyOf: (national) => {
    if (/^(?:01|05|07)\d{8}$/.test(national)) return national;
    if (!/^[04-9]\d{7}$/.test(national)) return null;
    const second = Number(national[1]);
    return `${second <= 3 ? '01' : second <= 6 ? '05' : '07'}${national}`;
  },
  othersOf: (key) => (ivoryCoast.keyOf(key.slice(2)) === key ? [key.slice(2)] : []),
};

const countries: readonly (readonly [string, Country])[] = [
  ['55', brazil],
  ['52', mexico],
  ['54', argentina],
  ['225', ivoryCoast],
];

/**
 * What a phone number is compared by.
 *
 * @param digits E.164 without the plus.
 */
export function phoneKey(digits: string): string {
  for (const [code, country] of countries) {
    if (!digits.startsWith(code)) continue;
    const key = country.keyOf(digits.slice(code.length));
    if (key !== null) return code + key;
  }
  return digits;
}

/** Every way in which this phone may be written, the one it is compared by first. */
export function phoneSpellings(digits: string): string[] {
  const key = phoneKey(digits);
  const found = countries.find(([code, { keyOf }]) => key.startsWith(code) && keyOf(key.slice(code.length)) !== null);
  if (!found) return [key];
  const [code, { othersOf }] = found;
  return [...new Set([key, ...othersOf(key.slice(code.length)).map((national) => code + national), digits])];
}
