import type { Model } from 'mongoose';
import type { PhoneNumberRecord, TokenEvidence } from './phoneNumber.model.js';
import { numberContext } from './sealingContexts.js';
import { hashToken, isUnopened, type TokenVault } from './tokenVault.js';

export interface SameTokenDeps {
  numbers: Model<PhoneNumberRecord>;
  vault: TokenVault;
}

/**
 * Whether it is about the token itself: code 190 with any subcode (meta-platform 17.4). An event of Meta's is about one
 * access, and a missing key about one sealed text.
 */
const isAboutTheToken = ({ valid, problem }: TokenEvidence) =>
  !valid && problem?.code === 'token_invalid' && problem.event === undefined;

/** What one number's token proves of the others that hold the same: they came from one login. */
export function createSameToken({ numbers, vault }: SameTokenDeps) {
  function readTokenHash(row: PhoneNumberRecord): string | undefined {
    if (!row.accessToken) return undefined;
    try {
      return hashToken(vault.open(row.accessToken, numberContext(row)));
    } catch (error) {
      if (isUnopened(error)) return undefined;
      throw error;
    }
  }

  /** Rows of before have no print. Those of one account are few, and are given one when it is first needed. */
  async function givePrints(accountId: string): Promise<void> {
    const rows = await numbers
      .find({ accountId, isActive: true, tokenPrint: { $exists: false }, accessToken: { $exists: true } })
      .select('+accessToken')
      .lean<PhoneNumberRecord[]>();
    for (const row of rows) {
      const tokenPrint = readTokenHash(row);
      const { phoneNumberId, accessToken } = row;
      // Reconnected meanwhile: the new login has brought its own.
      if (tokenPrint) await numbers.updateOne({ accountId, phoneNumberId, accessToken }, { $set: { tokenPrint } });
    }
  }

  return {
    /**
     * Keeps a refusal of a number's token for every number that holds it and has no newer login or answer.
     *
     * @returns the accounts of those it was news for.
     */
    async spread(
      { accountId, phoneNumberId }: Pick<PhoneNumberRecord, 'accountId' | 'phoneNumberId'>,
      token: TokenEvidence,
    ): Promise<string[]> {
      if (!isAboutTheToken(token)) return [];
      await givePrints(accountId);
      const asked = await numbers.findOne({ accountId, phoneNumberId, isActive: true }).lean<PhoneNumberRecord>();
      if (!asked?.tokenPrint || asked.connectedAt > token.at) return [];
      const others = {
        tokenPrint: asked.tokenPrint,
        isActive: true,
        connectedAt: { $lte: token.at },
        phoneNumberId: { $ne: phoneNumberId },
        $or: [{ 'token.at': { $exists: false } }, { 'token.at': { $lte: token.at } }],
      };
      const accountIds = await numbers.distinct('accountId', { ...others, 'token.valid': { $ne: false } });
      await numbers.updateMany(others, {
        $set: { 'token.valid': false, 'token.at': token.at, 'token.problem': token.problem },
      });
      return accountIds;
    },
  };
}
