import type { FactorMethods, FactorProof, PasskeyAnswer } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { Clock } from '../../platform/clock.js';
import { AppError } from '../../platform/errors.js';
import type { RateLimits } from '../../platform/rateLimits.js';
import type { FactorNews } from './factorNews.js';
import { findFactors } from './factorRows.js';
import type { FactorTally } from './factorTally.js';
import type { Answered, Asked, PasskeyQuestions } from './passkeyQuestions.js';
import { hashRecoveryCode } from './recoveryCodes.js';
import { hasFactor, type PasskeyRecord, type SecondFactorRecord } from './secondFactor.model.js';
import { findTimeStep } from './totp.js';
import type { TotpSecrets } from './totpSecrets.js';

const quarterHour = 15 * 60;

export interface FactorCheckDeps {
  factors: Model<SecondFactorRecord>;
  secrets: TotpSecrets;
  questions: PasskeyQuestions;
  tally: FactorTally;
  news: Pick<FactorNews, 'recoveryUsed' | 'foreignOrigin'>;
  rateLimits: RateLimits;
  clock: Clock;
}

/** Checks second factors. Each code, and each answer of a passkey, is good once. */
export function createFactorCheck(deps: FactorCheckDeps) {
  const { factors, secrets, questions, tally, news, clock } = deps;
  const totpPerUser = deps.rateLimits('totp-user', { points: 10, durationSeconds: quarterHour });
  // Of its own: whoever knows the password and guesses app codes must not close this way to the person.
  const recoveryPerUser = deps.rateLimits('recovery-user', { points: 10, durationSeconds: quarterHour });

  async function takeTotp(userId: string, code: string, address: string): Promise<void> {
    await totpPerUser.take(userId);
    const totp = (await findFactors(factors, userId))?.totp;
    const step = totp ? findTimeStep(secrets.open(totp.secret, userId), code, clock.now()) : null;
    // The write decides: of several who give one code at once, one is let in.
    const isTaken =
      totp !== undefined &&
      step !== null &&
      (
        await factors.updateOne(
          { userId, 'totp.secret': totp.secret, 'totp.lastStep': { $lt: step } },
          { $set: { 'totp.lastStep': step, wrongInARow: 0 } },
        )
      ).modifiedCount === 1;
    if (!isTaken) {
      await tally.countWrong('totp', userId, address);
      throw new AppError('factor_code_wrong');
    }
    await totpPerUser.forget(userId);
    tally.countRight('totp');
  }

  async function takeRecovery(userId: string, code: string, address: string): Promise<void> {
    await recoveryPerUser.take(userId);
    const hash = hashRecoveryCode(code);
    const row = await factors
      .findOneAndUpdate(
        { userId, recoveryCodes: hash },
        { $pull: { recoveryCodes: hash }, $set: { wrongInARow: 0 } },
        { returnDocument: 'after' },
      )
      .lean<SecondFactorRecord>();
    if (!row) {
      await tally.countWrong('recovery', userId, address);
      throw new AppError('recovery_code_wrong');
    }
    await recoveryPerUser.forget(userId);
    tally.countRight('recovery');
    await news.recoveryUsed(userId, row.recoveryCodes.length, address);
  }

  /** Alerts at once where the answer came from another site. */
  async function refusePasskey(answer: PasskeyAnswer, userId: string | undefined, address: string): Promise<never> {
    await tally.countWrong('passkey', userId, address);
    const origin = questions.findForeignOrigin(answer);
    if (userId !== undefined && origin !== null) await news.foreignOrigin(userId, origin, address);
    throw new AppError('passkey_refused');
  }

  /** By the old counter: of two uses at once, one is let in. */
  async function noteUse(userId: string, { credentialId, counter }: PasskeyRecord, next: number): Promise<boolean> {
    const { matchedCount } = await factors.updateOne(
      { userId, passkeys: { $elemMatch: { credentialId, counter } } },
      { $set: { 'passkeys.$.counter': next, 'passkeys.$.lastUsedAt': clock.now(), wrongInARow: 0 } },
    );
    return matchedCount === 1;
  }

  return {
    /** Null when the person has no second step to take. */
    async findMethods(userId: string): Promise<FactorMethods | null> {
      const row = await findFactors(factors, userId);
      if (!row || !hasFactor(row)) return null;
      return {
        totp: row.totp !== undefined,
        passkey: row.passkeys.length > 0,
        recovery: row.recoveryCodes.length > 0,
      };
    },

    /** @param userId null for whoever the authenticator names */
    async askPasskey(asked: Asked, userId: string | null) {
      const row = userId === null ? null : await findFactors(factors, userId);
      return questions.ask(asked, userId, row?.passkeys ?? []);
    },

    /** @param userId null: the passkey says whose it is. @returns whose it is. @throws AppError `passkey_refused` */
    async takePasskey(
      answer: PasskeyAnswer,
      answered: Answered,
      userId: string | null,
      address: string,
    ): Promise<string> {
      const held = { 'passkeys.credentialId': answer.id, ...(userId === null ? {} : { userId }) };
      const row = await factors.findOne(held).lean<SecondFactorRecord>();
      const stored = row?.passkeys.find(({ credentialId }) => credentialId === answer.id);
      if (!row || !stored || (userId === null && !isHandleFor(answer, row.userId))) {
        return refusePasskey(answer, userId ?? undefined, address);
      }
      const counter = await questions.verify(answer, stored, answered);
      if (counter === null || !(await noteUse(row.userId, stored, counter))) {
        return refusePasskey(answer, row.userId, address);
      }
      tally.countRight('passkey');
      return row.userId;
    },

    /** @throws AppError `factor_code_wrong`, `recovery_code_wrong`, `too_many_requests` */
    async takeCode(userId: string, proof: Exclude<FactorProof, { kind: 'passkey' }>, address: string): Promise<void> {
      if (proof.kind === 'totp') await takeTotp(userId, proof.code, address);
      else await takeRecovery(userId, proof.code, address);
    },
  };
}
export type FactorCheck = ReturnType<typeof createFactorCheck>;

const isHandleFor = ({ userHandle }: PasskeyAnswer, userId: string): boolean =>
  userHandle !== undefined && Buffer.from(userHandle, 'base64url').toString('utf8') === userId;
