import type { OptOutDto } from '@switchboard/contracts';
import type { Preference } from './optOut.js';

export const toOptOutDtos = (preferences: readonly Preference[] | undefined): OptOutDto[] =>
  (preferences ?? []).flatMap(({ category, value, at }) =>
    value === 'stop' ? [{ category, since: at.toISOString() }] : [],
  );
