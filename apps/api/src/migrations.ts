import type { Connection } from 'mongoose';
import { dropDeletedSearchText } from './inbox/deletedSearchText.js';
import { keepSealingKey } from './keys/keys.js';
import type { createModels } from './models.js';
import type { Clock } from './platform/clock.js';
import type { Migration } from './platform/migrations.js';

export interface MigrationContext {
  connection: Connection;
  models: ReturnType<typeof createModels>;
  /** The ids of the keys in the setting, the one in front first. */
  kids: readonly string[];
  clock: Clock;
}

/** What `release.js` changes of what is stored, in this order. A number that was released is never used for another one. */
export const listMigrations = ({ connection, models, kids, clock }: MigrationContext): Migration[] => [
  {
    id: 1,
    name: 'the words of deleted messages leave the search',
    run: (progress) => dropDeletedSearchText(models.inbox.messages, progress),
  },
  {
    id: 2,
    name: 'the key that seals is written down',
    run: () => keepSealingKey(connection, models.keys, { mine: kids, clock }),
  },
];
