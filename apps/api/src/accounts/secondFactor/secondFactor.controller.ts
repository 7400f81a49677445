import type {
  PasskeyOptionsReply,
  RecoveryCodesReply,
  SecondFactorReply,
  secondFactorEndpoints,
  TotpSetupReply,
} from '@switchboard/contracts';
import { type Call, done } from '../../platform/endpoint.js';
import { addressOf, principalOf } from '../requireMay.js';
import type { FreshProof } from './freshProof.service.js';
import type { OwnFactors } from './ownFactors.service.js';
import type { PasskeyEnrolment } from './passkeyEnrolment.service.js';
import { toPasskeyOptionsReply } from './passkeyOptionsReply.js';
import type { TotpEnrolment } from './totpEnrolment.service.js';

export interface SecondFactorControllerDeps {
  own: OwnFactors;
  apps: TotpEnrolment;
  passkeys: PasskeyEnrolment;
  freshProof: FreshProof;
}

type Of<Name extends keyof typeof secondFactorEndpoints> = Call<(typeof secondFactorEndpoints)[Name]>;

export function createSecondFactorController({ own, apps, passkeys, freshProof }: SecondFactorControllerDeps) {
  return {
    async prove({ body, req, res }: Of<'prove'>) {
      await freshProof.give(principalOf(res), body, addressOf(req));
      return done;
    },
    async proofPasskeyOptions({ res }: Of<'proofPasskeyOptions'>): Promise<PasskeyOptionsReply> {
      return toPasskeyOptionsReply(res, await freshProof.askPasskey(principalOf(res)));
    },
    async get({ res }: Of<'get'>): Promise<SecondFactorReply> {
      return { success: true, ...(await own.describe(principalOf(res))) };
    },
    async beginTotp({ res }: Of<'beginTotp'>): Promise<TotpSetupReply> {
      return { success: true, ...(await apps.begin(principalOf(res))) };
    },
    async confirmTotp({ body, req, res }: Of<'confirmTotp'>): Promise<RecoveryCodesReply> {
      const recoveryCodes = await apps.confirm(principalOf(res), body.code, addressOf(req));
      return { success: true, recoveryCodes };
    },
    async removeTotp({ req, res }: Of<'removeTotp'>) {
      await apps.remove(principalOf(res), addressOf(req));
      return done;
    },
    async newPasskeyOptions({ res }: Of<'newPasskeyOptions'>): Promise<PasskeyOptionsReply> {
      return toPasskeyOptionsReply(res, await passkeys.ask(principalOf(res)));
    },
    async addPasskey({ body, req, res }: Of<'addPasskey'>): Promise<RecoveryCodesReply> {
      const { name, passkey } = body;
      const recoveryCodes = await passkeys.add(principalOf(res), name, passkey, addressOf(req));
      return { success: true, recoveryCodes };
    },
    async renamePasskey({ params, body, res }: Of<'renamePasskey'>) {
      await passkeys.rename(principalOf(res), params.passkeyId, body.name);
      return done;
    },
    async removePasskey({ params, req, res }: Of<'removePasskey'>) {
      await passkeys.remove(principalOf(res), params.passkeyId, addressOf(req));
      return done;
    },
    async renewRecoveryCodes({ req, res }: Of<'renewRecoveryCodes'>): Promise<RecoveryCodesReply> {
      return { success: true, recoveryCodes: await own.renewRecoveryCodes(principalOf(res), addressOf(req)) };
    },
  };
}
export type SecondFactorController = ReturnType<typeof createSecondFactorController>;
