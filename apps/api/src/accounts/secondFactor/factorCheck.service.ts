import type { FactorMethods, FactorProof, PasskeyAnswer } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { Clock } from '../../platform/clock.js';
import { AppError } from '../../platform/errors.js';
import type { Metrics } from '../../platform/metrics.js';
import type { RateLimits } from '../../platform/rateLimits.js';
import type { ChallengePurpose } from './challenge.model.js';
import type { Challenges } from './challenges.js';
import type { FactorNews } from './factorNews.js';
import { originOf, type PasskeyCeremony } from './passkeyCeremony.js';
import { hashRecoveryCode } from './recoveryCodes.js';
import { hasFactor, type PasskeyRecord, type SecondFactorRecord } from './secondFactor.model.js';
import { stepOfCode } from './totp.js';
import type { TotpSecrets } from './totpSecrets.js';

const quarterHour = 15 * 60;
/** People are told at every fifth wrong one in a row. */
const wrongOnesTold = 5;

export interface FactorCheckDeps {
  factors: Model<SecondFactorRecord>;
  challenges: Challenges;
  secrets: TotpSecrets;
  ceremony: PasskeyCeremony;
  news: FactorNews;
  rateLimits: RateLimits;
  metrics: Pick<Metrics, 'secondFactors'>;
  clock: Clock;
}

/** The question a passkey answers: what it is for, and who was asked. */
export interface Asked {
  purpose: Extract<ChallengePurpose, 'second_step_passkey' | 'passkey_login' | 'passkey_proof'>;
  boundTo: string;
}

/** A passkey's answer to one. */
export interface Answered extends Asked {
  /** It stands for the password too: the authenticator has to have checked its person. */
  alone: boolean;
}

/** Checks what somebody gives beside a password. Each code, and each answer of a passkey, is good once. */
export function createFactorCheck(deps: FactorCheckDeps) {
  const { factors, challenges, secrets, ceremony, news, metrics, clock } = deps;
  const totpPerUser = deps.rateLimits('totp-user', { points: 10, durationSeconds: quarterHour });
  // Of its own: whoever knows the password and guesses codes does not close this way to the person.
  const recoveryPerUser = deps.rateLimits('recovery-user', { points: 10, durationSeconds: quarterHour });

  const rowOf = (userId: string) => factors.findOne({ userId }).lean<SecondFactorRecord>();
  const accepted = (method: FactorProof['kind']) => metrics.secondFactors.inc({ method, result: 'accepted' });

  /** Counts a wrong one; at every fifth in a row people are told. */
  async function countWrong(method: FactorProof['kind'], userId: string, address: string): Promise<void> {
    metrics.secondFactors.inc({ method, result: 'refused' });
    const row = await factors
      .findOneAndUpdate({ userId }, { $inc: { wrongInARow: 1, wrongInAll: 1 } }, { returnDocument: 'after' })
      .lean<SecondFactorRecord>();
    if (row && row.wrongInARow % wrongOnesTold === 0) {
      await news.refused(userId, row.wrongInARow, row.wrongInAll, address);
    }
  }

  async function takeTotp(userId: string, code: string, address: string): Promise<void> {
    await totpPerUser.take(userId);
    const totp = (await rowOf(userId))?.totp;
    const step = totp ? stepOfCode(secrets.open(totp.secret, userId), code, clock.now()) : null;
    // The write decides: of several who give one code at once, one is let in.
    const taken =
      totp !== undefined &&
      step !== null &&
      (
        await factors.updateOne(
          { userId, 'totp.secret': totp.secret, 'totp.lastStep': { $lt: step } },
          { $set: { 'totp.lastStep': step, wrongInARow: 0 } },
        )
      ).modifiedCount === 1;
    if (!taken) {
      await countWrong('totp', userId, address);
      throw new AppError('factor_code_wrong');
    }
    await totpPerUser.forget(userId);
    accepted('totp');
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
      await countWrong('recovery', userId, address);
      throw new AppError('recovery_code_wrong');
    }
    await recoveryPerUser.forget(userId);
    accepted('recovery');
    await news.recoveryUsed(userId, row.recoveryCodes.length, address);
  }

  /** Refuses a passkey's answer: counted, and told at once where it came from another site. */
  async function refusePasskey(answer: PasskeyAnswer, userId: string | undefined, address: string): Promise<never> {
    const origin = originOf(answer);
    if (userId === undefined) metrics.secondFactors.inc({ method: 'passkey', result: 'refused' });
    else {
      await countWrong('passkey', userId, address);
      if (origin !== null && origin !== ceremony.origin) await news.foreignOrigin(userId, origin, address);
    }
    throw new AppError('passkey_refused');
  }

  return {
    /** The ways in which a person can take the second step. Null: there is none to take. */
    async methodsOf(userId: string): Promise<FactorMethods | null> {
      const row = await rowOf(userId);
      if (!row || !hasFactor(row)) return null;
      return {
        totp: row.totp !== undefined,
        passkey: row.passkeys.length > 0,
        recovery: row.recoveryCodes.length > 0,
      };
    },

    /** @param userId null: whoever the authenticator says. */
    async askPasskey({ purpose, boundTo }: Asked, userId: string | null) {
      const row = userId === null ? null : await rowOf(userId);
      const options = await ceremony.loginOptions(userId === null ? null : (row?.passkeys ?? []));
      await challenges.keep({ purpose, secret: options.challenge, boundTo, ...(userId === null ? {} : { userId }) });
      return options;
    },

    /**
     * @param userId whose passkey it has to be; null: its own says whose it is.
     * @returns whose it is.
     * @throws AppError `passkey_refused`
     */
    async takePasskey(
      answer: PasskeyAnswer,
      { purpose, boundTo, alone }: Answered,
      userId: string | null,
      address: string,
    ): Promise<string> {
      const held = { 'passkeys.credentialId': answer.id, ...(userId === null ? {} : { userId }) };
      const row = await factors.findOne(held).lean<SecondFactorRecord>();
      const stored = row?.passkeys.find(({ credentialId }) => credentialId === answer.id);
      if (!row || !stored || (userId === null && !isHandleOf(answer, row.userId))) {
        return refusePasskey(answer, userId ?? undefined, address);
      }
      const use = (challenge: string) => challenges.use(purpose, challenge, boundTo);
      const counter = await ceremony.verify(answer, stored, use, { alone });
      if (counter === null || !(await noteUse(row.userId, stored, counter))) {
        return refusePasskey(answer, row.userId, address);
      }
      accepted('passkey');
      return row.userId;
    },

    /** Takes the second step with a code. @throws AppError, and counts it, when it is not right. */
    async takeCode(userId: string, proof: Exclude<FactorProof, { kind: 'passkey' }>, address: string): Promise<void> {
      if (proof.kind === 'totp') await takeTotp(userId, proof.code, address);
      else await takeRecovery(userId, proof.code, address);
    },
  };

  /** Moves the counter on, unless somebody else did meanwhile. */
  async function noteUse(userId: string, { credentialId, counter }: PasskeyRecord, next: number): Promise<boolean> {
    const { matchedCount } = await factors.updateOne(
      { userId, passkeys: { $elemMatch: { credentialId, counter } } },
      { $set: { 'passkeys.$.counter': next, 'passkeys.$.lastUsedAt': clock.now(), wrongInARow: 0 } },
    );
    return matchedCount === 1;
  }
}
export type FactorCheck = ReturnType<typeof createFactorCheck>;

/** We gave the authenticator the person's id as the handle. */
const isHandleOf = ({ userHandle }: PasskeyAnswer, userId: string): boolean =>
  userHandle !== undefined && Buffer.from(userHandle, 'base64url').toString('utf8') === userId;
