import { randomInt } from 'node:crypto';
import { seedApp, seedNumbers } from '@switchboard/meta-sandbox/seeds';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ownEvents } from '../../test/events.js';
import { ownDatabase, testKey } from '../../test/harness.js';
import { readConfig } from '../config.js';
import { KeyRing } from '../platform/keyRing.js';
import { createLogger } from '../platform/logger.js';
import { openMongo } from '../platform/mongo.js';
import { createSealer } from '../platform/sealer.js';
import { toLadder } from './ladder.js';
import { type Evidence, type EvidenceEvent, registeredByUs, tokenRemoved, withEvent } from './ladderEvidence.js';
import { createNumberRecords, type NumberRecords } from './numberRecords.js';
import { type PhoneNumberRecord, phoneNumberModel } from './phoneNumber.model.js';
import { createTokenVault } from './tokenVault.js';

const accountId = 'acc_property';
const wabaId = '900';
const runs = 120;
const longest = 14;

let connection: Connection;
let records: NumberRecords;
let now = new Date(0);
beforeAll(async () => {
  connection = await openMongo(ownDatabase(), createLogger({ level: 'silent' }));
  const model = phoneNumberModel(connection);
  await model.init();
  const { TOKEN_ENCRYPTION_KEYS } = readConfig({
    NODE_ENV: 'test',
    FRONTEND_URL: 'http://localhost:3000',
    API_PUBLIC_URL: 'http://localhost:4000',
    MONGODB_URI: 'mongodb://unused',
    JWT_SECRET: 'x'.repeat(40),
    TOKEN_ENCRYPTION_KEYS: testKey('k1'),
    META_APP_ID: seedApp.id,
    META_APP_SECRET: seedApp.secret,
    META_WEBHOOK_VERIFY_TOKEN: 'verify-token-of-the-tests',
  });
  const vault = createTokenVault(createSealer(new KeyRing(TOKEN_ENCRYPTION_KEYS)));
  records = createNumberRecords({ numbers: model, vault, events: ownEvents(), clock: { now: () => now } });
});
afterAll(() => connection.close());

const second = (count: number) => new Date(Date.UTC(2026, 10, 24, 8, 0, count));
const pick = <T>(choices: readonly T[]): T => choices[randomInt(choices.length)] as T;

/** Anything that may be learned, asked at some time that nothing else has. */
function randomEvent(at: Date): EvidenceEvent {
  return pick<() => EvidenceEvent>([
    () => ({ at, kind: 'disconnected' }),
    () => ({ at, kind: 'connected', found: { token: { valid: true, expiresAt: null }, registration: {} } }),
    () => ({
      at,
      kind: 'connected',
      found: { token: { valid: true, expiresAt: null }, registration: { status: 'CONNECTED' }, subscribed: true },
    }),
    () => ({ at, kind: 'token_answered', answer: 'valid', expiresAt: pick([null, second(500)]) }),
    () => ({ at, kind: 'token_answered', answer: 'invalid', problem: { code: 'token_invalid' } }),
    () => ({ at, kind: 'token_answered', answer: 'unclear' }),
    () => ({ at, kind: 'access_removed', event: 'PARTNER_REMOVED' }),
    () => ({ at, kind: 'number_read', found: { status: pick(['CONNECTED', 'BANNED', 'PENDING']) } }),
    () => ({ at, kind: 'number_read', found: 'unclear' }),
    () => ({ at, kind: 'subscription_answered', how: 'asserted', answer: pick(['yes', 'no', 'unclear']) }),
    () => ({ at, kind: 'subscription_answered', how: 'read_back', answer: pick(['yes', 'no', 'unclear']) }),
    () => ({ at, kind: 'health_read', found: { canSendMessage: pick(['BLOCKED', 'AVAILABLE']), reasons: ['Why.'] } }),
    () => ({ at, kind: 'heard' }),
    () => ({ at, kind: 'delivered' }),
  ])();
}

/** The same event, as the product writes it down. */
async function write(phoneNumberId: string, event: EvidenceEvent): Promise<void> {
  const { at } = event;
  now = at;
  const record = { accountId, phoneNumberId, wabaId } as PhoneNumberRecord;
  switch (event.kind) {
    case 'connected':
      await records.connections.activate({
        accountId,
        number: {
          phoneNumberId,
          displayPhone: seedNumbers.acmeFlowers.displayPhoneNumber,
          displayName: 'Acme',
          qualityRating: 'GREEN',
          registration: { ...event.found.registration, at },
        },
        waba: { wabaId, wabaName: 'Acme', businessId: '500', businessName: 'Acme' },
        accessToken: 'EAA-a-token',
        metaUserId: undefined,
        attemptId: undefined,
        token: { ...event.found.token, at },
        subscription: event.found.subscribed === undefined ? undefined : { subscribed: event.found.subscribed, at },
      });
      return;
    case 'disconnected':
      await records.connections.deactivate(record, null);
      return;
    case 'token_answered':
      if (event.answer === 'unclear') return;
      return records.evidence.recordEvidence(
        record,
        at,
        {
          token:
            event.answer === 'valid'
              ? { valid: true, at, expiresAt: event.expiresAt }
              : { valid: false, at, expiresAt: null, problem: event.problem },
        },
        false,
      );
    case 'access_removed':
      return records.evidence.recordEvidence(record, at, { token: tokenRemoved(undefined, event.event, at) }, false);
    case 'number_read':
      if (event.found === 'unclear') return;
      return records.evidence.recordEvidence(record, at, { registration: { ...event.found, at } }, true);
    case 'registered_by_us':
      return records.evidence.recordEvidence(record, at, { registration: registeredByUs(undefined, at) }, false);
    case 'subscription_answered':
      if (event.answer === 'unclear') return;
      return records.evidence.recordSubscription(accountId, wabaId, {
        subscribed: event.answer === 'yes',
        at,
        ...(event.how === 'read_back' ? { isReadBack: true } : {}),
      });
    case 'health_read':
      if (event.found === 'unclear') return;
      return records.evidence.recordEvidence(record, at, { health: { ...event.found, at } }, false);
    case 'heard':
    case 'delivered':
      return records.evidence.recordOccurrences(event.kind, new Map([[phoneNumberId, at]]));
    case 'paused':
    case 'resumed':
      return;
  }
}

const listVerdicts = (evidence: Evidence) =>
  toLadder(evidence, second(600)).map(({ rung, verdict, at, fix }) => ({ rung, verdict, at, fix }));

it(`${runs} random orders through the real service end like the pure rule`, async () => {
  for (let run = 0; run < runs; run += 1) {
    const phoneNumberId = String(7000 + run);
    const times = Array.from({ length: longest }, (_, index) => ({ at: index + 2, by: Math.random() }))
      .sort((a, b) => a.by - b.by)
      .map(({ at }) => second(at));
    const begin: EvidenceEvent = {
      at: second(0),
      kind: 'connected',
      found: { token: { valid: true, expiresAt: null }, registration: { status: 'CONNECTED' } },
    };
    const events = [begin, ...times.map(randomEvent)];
    let pure: Evidence = { isActive: false, connectedAt: second(0) };
    for (const event of events) {
      pure = withEvent(pure, event);
      await write(phoneNumberId, event);
    }
    const stored = await phoneNumberModel(connection).findOne({ accountId, phoneNumberId }).lean<PhoneNumberRecord>();
    expect(stored && listVerdicts(stored), JSON.stringify(events)).toEqual(listVerdicts(pure));
  }
});
