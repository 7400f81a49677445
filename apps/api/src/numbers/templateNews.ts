/** What Meta says about one template (meta-platform 17.6), in words for people. Pure; every value may be of any type. */

type Value = Record<string, unknown>;

const mostChars = 200;
/** Marks that turn the direction of everything after them: they would turn our words as well. */
const turning = /[\u202a-\u202e\u2066-\u2069]/g;
const text = (value: unknown): string | null =>
  typeof value === 'string' ? value.slice(0, mostChars).replace(turning, '').trim() || null : null;

/** Webhooks write `en-US` or `en_US` for the same language. */
const readLanguage = (value: unknown): string | null => text(value)?.replaceAll('-', '_') ?? null;

/** “spring_offer” (en_US), as far as Meta names it; null where it does not. */
export function templateNamed(value: Value): string | null {
  const name = text(value.message_template_name);
  const { message_template_id: id } = value;
  const digits = String(Number.isSafeInteger(id) ? id : (text(id) ?? ''));
  const byId = /^\d+$/.test(digits) ? `the one with the id ${digits}` : null;
  const named = name ? `“${name}”` : byId;
  const language = readLanguage(value.message_template_language);
  return named && language ? `${named} (${language})` : named;
}

const readWord = (value: unknown): string | null => text(value)?.toLowerCase().replaceAll('_', ' ') ?? null;

/** Meta's colours, as they are called everywhere else. `UNKNOWN`: too few have received it. */
const qualities = new Map([
  ['GREEN', 'high'],
  ['YELLOW', 'medium'],
  ['RED', 'low'],
  ['UNKNOWN', 'not rated yet'],
]);
const qualityWord = (value: unknown): string | null =>
  qualities.get(text(value)?.toUpperCase() ?? '') ?? readWord(value);

function change(from: string | null, to: string | null): string | null {
  if (to === null) return from === null ? null : `until now ${from}`;
  return from === null || from === to ? `now ${to}` : `from ${from} to ${to}`;
}

function about(value: Value, what: string | null): string[] {
  const named = templateNamed(value);
  if (named && what) return [`It is ${named}: ${what}.`];
  if (named) return [`It is ${named}.`];
  return what ? [`It is ${what}.`] : [];
}

/** `category_update_timestamp`: seconds since 1970, as a number or as digits. */
function formatMoment(value: unknown): string | null {
  const seconds = typeof value === 'string' && /^\d{1,12}$/.test(value) ? Number(value) : value;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds <= 0 || seconds > 8.64e12) return null;
  return `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

const priceDepends = 'The price of a message depends on it.';

/**
 * Coming: `correct_category` follows `new_category`. Done: `new_category` has followed `previous_category`
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/template_category_update).
 */
function category(value: Value) {
  const coming = readWord(value.correct_category);
  if (coming) {
    const at = formatMoment(value.category_update_timestamp);
    const when = at ? `on ${at}` : 'soon';
    return {
      what: `Meta will move a template to another category. ${priceDepends}`,
      values: about(value, `${change(readWord(value.new_category), coming)}, ${when}`),
    };
  }
  return {
    what: `Meta moved a template to another category. ${priceDepends}`,
    values: about(value, change(readWord(value.previous_category), readWord(value.new_category))),
  };
}

const detection = (value: Value) => ({
  title: 'Category of a template',
  what: 'Meta finds that a template is in the wrong category.',
  values: about(value, change(readWord(value.category), readWord(value.correct_category))),
});

const quality = (value: Value) => ({
  values: about(value, change(qualityWord(value.previous_quality_score), qualityWord(value.new_quality_score))),
});

function components(value: Value) {
  const body = text(value.message_template_element)?.replace(/\s+/g, ' ');
  return { values: [...about(value, null), ...(body ? [`It now says: “${body}”.`] : [])] };
}

const inner = (value: unknown): Value =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Value) : {};
const sentence = (words: string) => (/[.!?…]$/.test(words) ? words : `${words}.`);

function status(value: Value) {
  const reason = text(value.reason);
  const rejection = inner(value.rejection_info);
  const said = [inner(value.other_info).description, rejection.reason, rejection.recommendation].flatMap(
    (words) => text(words) ?? [],
  );
  return {
    values: [
      ...about(value, null),
      ...(reason && reason !== 'NONE' ? [`Reason: ${readWord(reason)}.`] : []),
      ...said.map(sentence),
    ],
  };
}

/** By Meta's field. A map: what is looked up in it comes from outside. */
export const templateNews: ReadonlyMap<string, (value: Value) => { title?: string; what?: string; values: string[] }> =
  new Map<string, (value: Value) => { title?: string; what?: string; values: string[] }>([
    ['message_template_status_update', status],
    ['message_template_quality_update', quality],
    ['message_template_components_update', components],
    ['template_category_update', category],
    ['template_correct_category_detection', detection],
  ]);
