/**
 * A string, or a number: the only places where digits can stand in JSON. One that does not end is taken to the end of the
 * text: to look for the end of each again would take the square of its length.
 */
const stringOrNumber = /"[^"\\]*(?:\\.[^"\\]*)*"?|-?\d[\d.eE+-]*/g;
const longInteger = /^\d{16,}$/;

/**
 * Parses JSON and keeps integers of 16 digits and more as strings: Meta's older edges send ids as numbers, and a double
 * would turn a long one into the id of somebody else. `undefined`: not JSON.
 */
export function readJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (!/\d{16}/.test(text)) return value;
    return JSON.parse(text.replace(stringOrNumber, (found) => (longInteger.test(found) ? `"${found}"` : found)));
  } catch {
    return undefined;
  }
}
