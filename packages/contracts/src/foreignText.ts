/**
 * What customers, businesses and Meta wrote, where it stands in one line among our own words: names, file names, titles.
 * Unicode has signs that turn the text around them, signs that nobody sees, and marks that pile up without end. Here they
 * lose their effect; what people really write (joined Persian and Indic letters, emoji, flags, accents) stays as it is.
 *
 * Sources: Unicode Standard 17, chapter 23 (layout and format controls), UAX #9 (bidirectional text), UTR #36 (spoofing).
 */

/** Names are cut here: WhatsApp itself takes 25 characters, an address book more. */
const MAX_NAME_LENGTH = 100;
/** Vietnamese has two marks on a letter, pointed Hebrew and Arabic have three; more is a drawing over other lines. */
const MAX_MARKS = 4;

/** Takes up a line without being seen: letters, signs and pictures that are blank by their definition. */
const BLANK = /[\u2800\u{1D159}\u{16FE4}\uFFFC]/u;
/** Seen, though Unicode counts them as format characters: signs that stand around Arabic, Syriac and Kaithi digits. */
const SEEN_FORMAT = /[\u0600-\u0605\u06DD\u070F\u0890\u0891\u08E2\u{110BD}\u{110CD}]/u;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Default_Ignorable_Code_Point}]/u;
const MARK = /\p{M}/u;
const GAP = /[\s\p{Z}\p{Cc}]/u;
const ZWNJ = '\u200C';
const ZWJ = '\u200D';
/** Writing in which joiners change how a word looks. In all others they only make two equal names differ. */
const JOINED =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Nko}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const PICTURE = /[\p{Extended_Pictographic}\p{Emoji_Modifier}]/u;
const BLACK_FLAG = '\u{1F3F4}';
const TAG = /[\u{E0020}-\u{E007E}]/u;
const END_OF_TAGS = '\u{E007F}';
/** Before it: what can be written as a picture or as a sign. */
const CHOSEN_LOOK = /[\uFE0E\uFE0F]/;
const MAY_CHOOSE_LOOK = /[\p{Extended_Pictographic}0-9#*]/u;
/** Chooses one of several shapes of a Han character, as families write it. */
const CHOSEN_SHAPE = /[\u{E0100}-\u{E01EF}]/u;
const HAN = /\p{Script=Han}/u;

/** Something the eye finds: more than gaps, controls, blanks and marks that stand on nothing. */
const isSeen = (char: string): boolean =>
  SEEN_FORMAT.test(char) || !(UNSEEN.test(char) || MARK.test(char) || GAP.test(char) || BLANK.test(char));

/** Whether a sign that is not seen by itself has its use between these two. */
function isOfUse(char: string, before: string, after: string): boolean {
  if (char === ZWJ && PICTURE.test(after)) return PICTURE.test(before) || CHOSEN_LOOK.test(before);
  if (char === ZWJ || char === ZWNJ) return JOINED.test(before) && JOINED.test(after);
  if (CHOSEN_LOOK.test(char)) return MAY_CHOOSE_LOOK.test(before);
  return CHOSEN_SHAPE.test(char) && HAN.test(before);
}

/** The flag of a part of a country: a black flag and its name in tags. @returns where it ends, or null. */
function findTagsEnd(chars: readonly string[], from: number): number | null {
  let end = from;
  // "gbeng", "usca": six at most.
  while (end - from < 6 && TAG.test(chars[end] ?? '')) end += 1;
  return end > from && chars[end] === END_OF_TAGS ? end : null;
}

/**
 * A text as one line that changes nothing around it: without signs that turn, hide or break lines, with at most four marks
 * on a letter, its gaps single. Work grows with `most`, not with the text.
 *
 * @param most characters; a longer text ends in "…".
 * @returns the empty text where there is nothing to see.
 */
export function safeLine(text: string, most = 500): string {
  // Of what is dropped there may be any amount: beyond this nobody reads on.
  const chars = Array.from(text.slice(0, most * 8));
  const kept: string[] = [];
  let marks = 0;
  let seen = false;
  for (let at = 0; at < chars.length; at += 1) {
    const char = chars[at] ?? '';
    const before = kept.at(-1) ?? '';
    if (char === BLACK_FLAG) {
      const end = findTagsEnd(chars, at + 1);
      if (end !== null) {
        kept.push(...chars.slice(at, end + 1));
        at = end;
        seen = true;
        continue;
      }
    }
    if (GAP.test(char)) {
      if (before !== ' ' && kept.length > 0) kept.push(' ');
      marks = 0;
    } else if (SEEN_FORMAT.test(char)) {
      kept.push(char);
      seen = true;
    } else if (UNSEEN.test(char)) {
      if (isOfUse(char, before, chars[at + 1] ?? '')) kept.push(char);
    } else if (MARK.test(char)) {
      marks += 1;
      // On a gap or at the beginning a mark would stand on our own words.
      if (marks <= MAX_MARKS && before !== '' && before !== ' ') kept.push(char);
    } else {
      marks = 0;
      seen ||= isSeen(char);
      kept.push(char);
    }
  }
  if (!seen) return '';
  const line = kept.join('').trim();
  const all = Array.from(line);
  const isCut = all.length > most || text.length > most * 8;
  return isCut
    ? `${all
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`
    : line;
}

/** A name as it is shown; null when there is nothing in it that can be seen, so that another name is taken. */
export function displayName(name: string | null | undefined): string | null {
  const line = safeLine(name ?? '', MAX_NAME_LENGTH);
  return line === '' ? null : line;
}

/** Text whose letters are written from right to left (Hebrew, Arabic and their neighbours). */
const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\u07C0-\u08FF\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/**
 * A text for places that know no markup, such as a notification, a title, a label or a mail: a safe line, which stands
 * between isolates where it would otherwise carry our own words along to the other side.
 */
export function isolated(text: string, most?: number): string {
  const line = safeLine(text, most);
  return RIGHT_TO_LEFT.test(line) ? `\u2068${line}\u2069` : line;
}
