/**
 * Countries whose numbers are written in two ways (meta-platform 17.2): Brazil with and without the ninth digit, Mexico
 * 52 and 521, Argentina 54 and 549, Ivory Coast with eight digits and with ten.
 */
const spellings: readonly { pattern: RegExp; other: (digits: string) => string }[] = [
  { pattern: /^55\d{2}9\d{8}$/, other: (digits) => digits.slice(0, 4) + digits.slice(5) },
  { pattern: /^55\d{10}$/, other: (digits) => `${digits.slice(0, 4)}9${digits.slice(4)}` },
  { pattern: /^521\d{10}$/, other: (digits) => `52${digits.slice(3)}` },
  { pattern: /^52\d{10}$/, other: (digits) => `521${digits.slice(2)}` },
  { pattern: /^549\d{10}$/, other: (digits) => `54${digits.slice(3)}` },
  { pattern: /^54\d{10}$/, other: (digits) => `549${digits.slice(2)}` },
  { pattern: /^225\d{10}$/, other: (digits) => `225${digits.slice(5)}` },
  { pattern: /^225\d{8}$/, other: (digits) => `225${ivorianPrefix(digits)}${digits.slice(3)}` },
];

/** The second of the eight digits tells the former operator, by which the plan of Ivory Coast got two more digits. */
const ivorianPrefix = (digits: string): string => {
  const second = Number(digits[4]);
  return second <= 3 ? '01' : second <= 6 ? '05' : '07';
};

/** The other form of a number in digits; the number itself in countries with one form. */
export const spelledOtherwise = (digits: string): string =>
  spellings.find(({ pattern }) => pattern.test(digits))?.other(digits) ?? digits;
