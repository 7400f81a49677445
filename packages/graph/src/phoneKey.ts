/**
 * Some countries' numbers are written in two ways: Meta has one in `wa_id`, `display_phone_number` or an echo and the
 * other in the answer (meta-platform 17.2).
 *
 * - Brazil: mobile numbers with the ninth digit in front, or without it.
 * - Mexico: 52 and the number, or 521, which was for mobile phones until 2019.
 * - Argentina: 54 and the number, or 549 for mobile phones.
 * - Ivory Coast: ten digits since 2021-01-31, eight before. The digits in front tell the operator that the old number
 *   belonged to (ARTCI's plan), so every old number has exactly one new one.
 */
const brazilOld = /^55\d\d[6-9]\d{7}$/;
const mexicoOld = /^521\d{10}$/;
const argentinaMobile = /^549\d{10}$/;
const ivoryCoastOld = /^225\d{8}$/;

/**
 * One way of writing for all ways of writing one number: two numbers are the same when their keys are.
 *
 * @param digits of a whole number with its country, as webhooks have it.
 * @returns a key to compare by. It is no address: what is sent goes to the digits that Meta gave.
 */
export function phoneKey(digits: string): string {
  switch (digits.slice(0, 2)) {
    case '55':
      return brazilOld.test(digits) ? `${digits.slice(0, 4)}9${digits.slice(4)}` : digits;
    case '52':
      return mexicoOld.test(digits) ? `52${digits.slice(3)}` : digits;
    case '54':
      return argentinaMobile.test(digits) ? `54${digits.slice(3)}` : digits;
    case '22':
      return ivoryCoastOld.test(digits) ? `225${ivoryCoastOperator(digits.slice(3))}${digits.slice(3)}` : digits;
    default:
      return digits;
  }
}

export const samePhone = (a: string, b: string): boolean => a === b || phoneKey(a) === phoneKey(b);

/** Of an old number: the second digit tells the operator of a mobile phone, the third that of a line (2… and 3…). */
function ivoryCoastOperator(old: string): string {
  if (old.startsWith('2') || old.startsWith('3')) {
    if (old[2] === '8') return '21';
    return old[2] === '0' ? '25' : '27';
  }
  const second = Number(old[1]);
  if (second <= 3) return '01';
  return second <= 6 ? '05' : '07';
}
