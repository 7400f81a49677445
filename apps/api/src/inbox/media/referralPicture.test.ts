import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ownEvents } from '../../../test/events.js';
import { openFiles, png } from '../../../test/files.js';
import { type Business, newPerson, startBusiness } from '../../../test/inbox.js';
import { createLogger } from '../../platform/logger.js';
import { createMetrics } from '../../platform/metrics.js';
import { createInbox, inboxModels } from '../inbox.js';
import { createInboxWrites } from '../inboxWrites.js';
import { createMediaDownload } from './mediaDownload.js';
import { createMediaFetcher } from './mediaFetcher.js';
import { createMediaNews } from './mediaNews.js';
import { createMediaStore } from './mediaStore.js';
import type { FetchedPicture } from './publicPicture.js';
import { gridFsStore } from './storage/gridFsStore.js';

let business: Business;
let who: ReturnType<typeof newPerson>;
beforeAll(async () => {
  business = await startBusiness();
});
afterAll(() => business.stop());
beforeEach(async () => {
  who = newPerson();
  business.api.sandbox.addCustomer(who);
  const referral = { headline: 'Roses', image_url: 'https://scontent.example/roses.png' };
  business.writes(who, 'Is it still on?', { referral });
  await business.settle();
});

/** Fetching asks nothing of them for what does not lie at Meta. */
const unused = {} as never;
/** Fetches what is due. The server of the picture answers like this. */
async function fetchDue(answer: (url: string) => FetchedPicture): Promise<void> {
  const { connection, clock } = business.api;
  const models = inboxModels(connection);
  const quiet = {
    events: ownEvents(),
    hasListeners: () => false,
    liveAccounts: unused,
  };
  const store = createMediaStore({ database: gridFsStore(connection), objects: undefined, newFilesIn: 'database' });
  const { changes } = createInbox({ models, connection, store, clock, ...quiet });
  const logger = createLogger({ level: 'silent' });
  const fetcher = createMediaFetcher({
    media: models.media,
    download: createMediaDownload({
      store,
      numbers: unused,
      graph: unused,
      clock,
      logger,
      fetchPicture: async (url) => answer(url),
      onDeadToken: unused,
    }),
    scan: async () => 'clean',
    showState: createMediaNews({ writes: createInboxWrites(models), changes }),
    clock,
    logger,
    metrics: createMetrics(),
  });
  await fetcher.runDue();
}
const picture = async () => (await business.with(who)).messages[0]?.referral?.picture;
const found = (): FetchedPicture => ({ kind: 'picture', body: Readable.from([png]), mimeType: 'image/png' });

describe('the picture of an advertisement', () => {
  it('is copied here once, shown from here, and from nowhere else', async () => {
    expect(await picture()).toMatchObject({ state: 'waiting', kind: 'image' });
    const asked: string[] = [];
    const answer = (url: string) => {
      asked.push(url);
      return found();
    };
    await fetchDue(answer);
    await fetchDue(answer);
    expect(asked).toEqual(['https://scontent.example/roses.png']);
    const shown = await picture();
    expect(shown).toMatchObject({ state: 'ready', mimeType: 'image/png', size: png.length });
    const file = await openFiles(business.url, business.owner).read(shown?.mediaId ?? '');
    expect(Buffer.from(png).equals(file.body)).toBe(true);
  });

  it('that is none, or too large, is not kept', async () => {
    await fetchDue(() => ({ kind: 'refused' }));
    expect(await picture()).toMatchObject({ state: 'refused' });
  });

  it('that does not come is given up after a few tries', async () => {
    for (let tries = 0; tries < 4; tries += 1) {
      expect(await picture()).toMatchObject({ state: 'waiting' });
      await fetchDue(() => ({ kind: 'failed' }));
      business.api.clock.advance(60_000);
    }
    expect(await picture()).toMatchObject({ state: 'failed' });
  });
});
