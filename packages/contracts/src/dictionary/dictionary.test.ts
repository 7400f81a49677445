import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  accountUpdateEvents,
  alertTypes,
  banStates,
  cancelSteps,
  dictionary,
  dictionaryKinds,
  disconnectionReasons,
  findAccountEventEntry,
  findBanEntry,
  findCancelStepEntry,
  findDescribedErrorEntry,
  findDisconnectionEntry,
  findHealthEntry,
  findMetaErrorEntry,
  findNameStatusEntry,
  findNumberStatusEntry,
  findRestrictionEntry,
  fixes,
  healthValues,
  isKnownAccountField,
  metaErrorCodes,
  metaErrorSubcodes,
  nameStatuses,
  numberStatuses,
  plainFields,
  qualityEvents,
  restrictionTypes,
  reviewDecisions,
  securityEvents,
  templateEvents,
  toAccountEventId,
  toMetaErrorId,
  turns,
} from '../index.js';

/** Meta's facts as the project keeps them beside the repository; the lists below hold without them. */
const factsPath = fileURLToPath(new URL('../../../../../shared/meta-platform.md', import.meta.url));
const facts = existsSync(factsPath) ? readFileSync(factsPath, 'utf8') : null;

function firstColumn(heading: RegExp): string[] {
  const section = (facts ?? '').split(/^#+ /m).find((part) => heading.test(part)) ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split('|')[1]?.trim() ?? '');
}

/** Every code of Meta's table (meta-platform 10), with both ends and the middle of its range. */
const documentedCodes = [
  0, 1, 2, 3, 4, 10, 33, 100, 104, 190, 200, 230, 299, 368, 803, 80007, 80008, 130403, 130429, 130472, 130497, 131000,
  131005, 131008, 131009, 131016, 131021, 131026, 131030, 131031, 131037, 131042, 131045, 131047, 131048, 131049,
  131050, 131051, 131052, 131053, 131056, 131057, 131060, 131062, 131063, 131064, 132000, 132001, 132005, 132007,
  132012, 132015, 132016, 132018, 132068, 132069, 133000, 133004, 133005, 133006, 133008, 133009, 133010, 133015,
  133016, 134011, 135000, 136024, 2388012, 2388091, 2388093, 2388103, 2494100, 2388019, 2388039, 2388040, 2388047,
  2388072, 2388073, 2388293, 2388299, 2593107, 2593108, 2593109, 131020, 131041, 131044, 131055, 131059, 134100, 134101,
  134102, 138038, 139100, 139101, 139102, 139103, 141002, 141006, 141010, 141014, 147001, 1752041, 2388001, 2494191,
];
/** Ranges that Meta documents as such, or of which the product was told no more. */
const documentedRanges: [first: number, last: number][] = [
  [131201, 131215],
  [138000, 138025],
  [2494164, 2494179],
];
/** Of these Meta gives the number only. */
const undescribedCodes = [
  ...[131203, 131205, 131206, 138008, 138010, 138011, 138016, 141014],
  ...Array.from({ length: 14 }, (_, index) => 2494166 + index),
];
const documentedSteps = [
  'BUSINESS_ACCOUNT_SELECTION',
  'WABA_PHONE_PROFILE_PICKER',
  'WHATSAPP_BUSINESS_PROFILE_SETUP',
  'PHONE_NUMBER_SETUP',
  'PHONE_NUMBER_VERIFICATION',
  'PERMISSIONS',
];
const documentedUpdates = [
  'PARTNER_ADDED',
  'PARTNER_REMOVED',
  'PARTNER_APP_INSTALLED',
  'PARTNER_APP_UNINSTALLED',
  'ACCOUNT_VIOLATION',
  'ACCOUNT_RESTRICTION',
  'DISABLED_UPDATE',
  'ACCOUNT_DELETED',
  'ACCOUNT_OFFBOARDED',
  'ACCOUNT_RECONNECTED',
  'BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE',
  'AUTH_INTL_PRICE_ELIGIBILITY_UPDATE',
  'VOLUME_BASED_PRICING_TIER_UPDATE',
  'AD_ACCOUNT_LINKED',
  'MM_LITE_TERMS_SIGNED',
  'PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE',
  'PARTNER_CLIENT_CERTIFICATION_NEEDED',
  'VERIFIED_ACCOUNT',
];

describe('the entry of an error code', () => {
  it.each(documentedCodes)('is there for %i', (code) => {
    expect(findMetaErrorEntry(code)).toMatchObject({ title: expect.stringMatching(/\S/) });
  });

  it.each([458, 459, 460, 463, 464, 467, 492])('is one of its own for 190 with subcode %i', (subcode) => {
    expect(findMetaErrorEntry(190, subcode)?.what).not.toBe(findMetaErrorEntry(190)?.what);
  });

  it.each([33, 36007, 36008, 36009, 2388001])('is one of its own for 100 with subcode %i', (subcode) => {
    expect(findMetaErrorEntry(100, subcode)?.what).not.toBe(findMetaErrorEntry(100)?.what);
  });

  it('is the one of the bare code for a subcode that nobody knows', () => {
    expect(findMetaErrorEntry(190, 424242)).toBe(findMetaErrorEntry(190));
    expect(findMetaErrorEntry(131047, 458)).toBe(findMetaErrorEntry(131047));
  });

  it('is one for 200 to 299, ends included, and none beside it', () => {
    for (let code = 200; code <= 299; code += 1) expect(findMetaErrorEntry(code)).toBe(findMetaErrorEntry(200));
    for (const code of [199, 300, 200.5]) expect(findMetaErrorEntry(code)).toBeUndefined();
  });

  it.each(documentedRanges)('is there for %i to %i, and ends there', (first, last) => {
    const ids = dictionary.map(({ id }) => id);
    for (let code = first; code <= last; code += 1) {
      expect(findMetaErrorEntry(code), String(code)).toBeDefined();
      expect(ids).toContain(toMetaErrorId(code));
    }
    for (const code of [first - 1, last + 1, first + 0.5]) expect(findMetaErrorEntry(code)).toBeUndefined();
  });

  it('makes nothing up for a code that Meta does not describe', () => {
    const open = dictionary.filter(({ kind, entry }) => kind === 'error' && entry.turn === 'unknown');
    expect(open.map(({ code }) => code)).toEqual(['131201–131215', '138000–138025', '141014', '2494164–2494179']);
    for (const code of undescribedCodes) {
      expect(findMetaErrorEntry(code)?.what, String(code)).toContain('gives no description that could be found.');
      expect(findDescribedErrorEntry(code), String(code)).toBeUndefined();
    }
    expect(findDescribedErrorEntry(131202)).toBe(findMetaErrorEntry(131202));
    expect(findDescribedErrorEntry(190, 458)).toBe(findMetaErrorEntry(190, 458));
    expect(findDescribedErrorEntry(999_999)).toBeUndefined();
  });

  it.each([999_999, -1, Number.NaN, Number.POSITIVE_INFINITY, 1.5])('is none for %d', (code) => {
    expect(findMetaErrorEntry(code)).toBeUndefined();
  });

  it('lets nobody try again at once what Meta forbids to try again', () => {
    for (const code of [131047, 131050, 368, 130497, 131031]) expect(findMetaErrorEntry(code)?.retryHelps).toBe(false);
  });
});

describe('the entry of a screen of Meta’s signup window', () => {
  it.each(documentedSteps)('is there for %s', (step) => {
    expect(findCancelStepEntry(step)).toMatchObject({ turn: 'you', screen: expect.stringMatching(/^the /) });
  });

  it.each(['SOMETHING_NEW', '', 'constructor', '__proto__', 'permissions'])('is none for “%s”', (step) => {
    expect(findCancelStepEntry(step)).toBeUndefined();
  });
});

describe('the entry of an account event', () => {
  const known: [field: string, events: readonly string[]][] = [
    ['account_update', documentedUpdates],
    ['account_review_update', ['APPROVED', 'REJECTED', 'PENDING', 'DEFERRED']],
    [
      'account_alerts',
      [
        'INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED',
        'INCREASED_CAPABILITIES_ELIGIBILITY_FAILED',
        'INCREASED_CAPABILITIES_ELIGIBILITY_NEED_MORE_INFO',
        'OBA_APPROVED',
        'OBA_REJECTED',
        'PROFILE_PICTURE_LOST',
      ],
    ],
    [
      'phone_number_quality_update',
      ['ONBOARDING', 'THROUGHPUT_UPGRADE', 'FLAGGED', 'UNFLAGGED', 'UPGRADE', 'DOWNGRADE'],
    ],
    ['phone_number_name_update', ['APPROVED', 'REJECTED', 'PENDING', 'DEFERRED']],
    ['security', ['PIN_CHANGED', 'PIN_RESET_REQUEST', 'PIN_REQUEST_SUCCESS']],
    [
      'message_template_status_update',
      [
        'APPROVED',
        'REJECTED',
        'PENDING',
        'PAUSED',
        'DISABLED',
        'FLAGGED',
        'REINSTATED',
        'ARCHIVED',
        'DELETED',
        'PENDING_DELETION',
        'IN_APPEAL',
        'LOCKED',
        'LIMIT_EXCEEDED',
      ],
    ],
  ];
  it.each(known.flatMap(([field, events]) => events.map((event) => [field, event])))(
    'is there for %s %s',
    (...event) => {
      const [field = '', word = ''] = event;
      expect(findAccountEventEntry(field, word)).toMatchObject({ title: expect.stringMatching(/\S/) });
      expect(dictionary.map(({ id }) => id)).toContain(toAccountEventId(field, word));
    },
  );

  it.each([
    'business_capability_update',
    'message_template_quality_update',
    'message_template_components_update',
    'template_category_update',
    'user_preferences',
    'smb_message_echoes',
    'smb_app_state_sync',
    'history',
    'automatic_events',
    'partner_solutions',
    'payment_configuration_update',
    'flows',
    'calls',
    'standby',
    'messaging_handovers',
    'account_settings_update',
    'business_username_updates',
    'template_correct_category_detection',
    'group_lifecycle_update',
    'group_participants_update',
    'group_settings_update',
    'group_status_update',
  ])('is there for %s, which names no event', (field) => {
    expect(findAccountEventEntry(field)).toBeDefined();
    expect(findAccountEventEntry(field, 'anything')).toBe(findAccountEventEntry(field));
    expect(dictionary.map(({ id }) => id)).toContain(toAccountEventId(field));
    expect(isKnownAccountField(field)).toBe(true);
  });

  it.each([
    ['account_update', 'SOMETHING_NEW'],
    ['account_update', undefined],
    ['account_update', 'constructor'],
    ['something_new', 'APPROVED'],
    ['constructor', undefined],
    ['__proto__', 'toString'],
  ])('is none for %s %s', (field, event) => {
    expect(findAccountEventEntry(field, event)).toBeUndefined();
  });

  it('tells a known field from one that nobody knows, whatever its event', () => {
    expect(isKnownAccountField('account_update')).toBe(true);
    expect(isKnownAccountField('something_new')).toBe(false);
    expect(isKnownAccountField('constructor')).toBe(false);
  });
});

describe('the words for what an event and a number carry', () => {
  it.each([
    ['disconnection reasons', disconnectionReasons, findDisconnectionEntry],
    ['ban states', banStates, findBanEntry],
    ['restriction types', restrictionTypes, findRestrictionEntry],
    ['statuses', numberStatuses, findNumberStatusEntry],
    ['name statuses', nameStatuses, findNameStatusEntry],
    ['health values', healthValues, findHealthEntry],
  ] as const)('are there for all %s, and for nothing else', (_name, words, entryOf) => {
    for (const word of words) expect(entryOf(word), word).toBeDefined();
    for (const word of ['', 'SOMETHING_NEW', 'constructor']) expect(entryOf(word), word).toBeUndefined();
  });
});

describe('the whole dictionary', () => {
  it.each(dictionary.map((item) => [item.id, item] as const))(
    'says plainly what %s is',
    (_id, { kind, code, entry }) => {
      expect(dictionaryKinds).toContain(kind);
      expect(code).toMatch(/\S/);
      expect(entry.title).toMatch(/^\S.*[^.\s]$/);
      expect(entry.what).toMatch(/^[A-Z].*\.$/s);
      expect(turns).toContain(entry.turn);
      if (entry.press !== null) expect(entry.press).toMatch(/^(metastatus\.com |[A-Z]).*\.$/s);
      if (entry.fix) {
        expect(fixes).toContain(entry.fix);
        expect(entry.press, 'a button needs words').not.toBeNull();
      }
      // Something is wrong and it is the owner's turn: there has to be something to do.
      if ((entry.tone === 'bad' || entry.tone === 'warn') && entry.turn !== 'meta') expect(entry.press).not.toBeNull();
      const words = [entry.title, entry.what, entry.press].join(' ');
      expect(words).not.toMatch(/undefined|\bAPI\b|webhook|payload|parameter|\bWABA\b|['"]/i);
    },
  );

  it('names each entry once, by something that can stand after #', () => {
    const ids = dictionary.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it('holds every word of the lists, in their number', () => {
    const countKind = (kind: string) => dictionary.filter((item) => item.kind === kind).length;
    expect(countKind('error')).toBe(metaErrorCodes.length + metaErrorSubcodes.length + documentedRanges.length);
    expect(countKind('cancel_step')).toBe(cancelSteps.length);
    expect(countKind('number_state')).toBe(numberStatuses.length + nameStatuses.length + healthValues.length);
    const withEvents = [
      ...[accountUpdateEvents, reviewDecisions, reviewDecisions, alertTypes, qualityEvents, securityEvents],
      ...[templateEvents, disconnectionReasons, banStates, restrictionTypes, plainFields],
    ];
    expect(countKind('account_event')).toBe(withEvents.flat().length);
  });

  it.each([
    [131047, undefined, '131047'],
    [190, 458, '190-458'],
    [190, 424242, '190'],
    [230, undefined, '200'],
    [200, undefined, '200'],
    [300, undefined, '300'],
    [131202, undefined, '131202'],
    [131203, undefined, '131201-131215'],
    [141014, undefined, '141014'],
    [100, 2388001, '100-2388001'],
  ])('places error %s/%s at #%s', (code, subcode, id) => {
    expect(toMetaErrorId(code, subcode)).toBe(id);
  });
});

describe.skipIf(facts === null)('Meta’s facts beside the repository', () => {
  const numbersIn = (cell: string): number[] => {
    const range = /^(\d+)\s*[–-]\s*(\d+)$/.exec(cell);
    return range
      ? [Number(range[1]), Number(range[2])]
      : [...cell.replace(/\([^)]*\)/g, '').matchAll(/\d+/g)].map(Number);
  };

  /** Section 17.9 is a sentence and not a table. */
  function laterCodes(): number[] {
    const section = (facts ?? '').split(/^#+ /m).find((part) => part.startsWith('17.9 ')) ?? '';
    const ranges = [...section.matchAll(/\b(\d{6,})(?:[–-](\d{6,}))?/g)];
    expect(ranges.length).toBeGreaterThan(15);
    return ranges.flatMap(([, first, last]) =>
      Array.from({ length: Number(last ?? first) - Number(first) + 1 }, (_, index) => Number(first) + index),
    );
  }

  it('name no error code without an entry', () => {
    const codes = [...firstColumn(/^10\. /).flatMap(numbersIn), ...laterCodes()];
    expect(codes.length).toBeGreaterThan(80);
    expect(codes.filter((code) => !findMetaErrorEntry(code))).toEqual([]);
  });

  it('name no subcode of 190 without an entry', () => {
    const subcodes = firstColumn(/^2\.4 /)
      .filter((cell) => /^\d{3}$/.test(cell))
      .map(Number);
    expect(subcodes).toHaveLength(7);
    for (const subcode of subcodes)
      expect(findMetaErrorEntry(190, subcode), String(subcode)).not.toBe(findMetaErrorEntry(190));
  });

  it('name no screen without an entry', () => {
    const row = (facts ?? '').split('\n').find((line) => line.includes('`current_step`:')) ?? '';
    const screens = [...row.slice(row.indexOf('`current_step`:')).matchAll(/`([A-Z_]+)`/g)].map(
      ([, step]) => step ?? '',
    );
    expect(screens.length).toBeGreaterThan(4);
    expect(screens.filter((step) => !findCancelStepEntry(step))).toEqual([]);
  });

  it('name no account event without an entry', () => {
    const column = firstColumn(/^8\.7 /);
    const wordsIn = (cell: string, form: RegExp) => [...cell.matchAll(form)].map(([, word]) => word ?? '');
    const events = column.flatMap((cell) => wordsIn(cell, /`([A-Z][A-Z_]+)`/g));
    expect(events.length).toBeGreaterThan(12);
    expect(events.filter((event) => !findAccountEventEntry('account_update', event))).toEqual([]);
    const fields = column.flatMap((cell) => wordsIn(cell, /`([a-z][a-z_]+)`/g)).filter((word) => word !== 'field');
    expect(fields.length).toBeGreaterThan(12);
    expect(fields.filter((field) => !isKnownAccountField(field))).toEqual([]);
  });
});
