import type {
  PasskeyOptionsReply,
  RecoveryCodesReply,
  SecondFactorReply,
  secondFactorEndpoints,
  TotpSetupReply,
} from '@switchboard/contracts';
import { type Call, done } from '../../platform/endpoint.js';
import { getPrincipal, readAddress } from '../requireMay.js';
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
      await freshProof.give(getPrincipal(res), body, readAddress(req));
      return done;
    },
    async proofPasskeyOptions({ res }: Of<'proofPasskeyOptions'>): Promise<PasskeyOptionsReply> {
      return toPasskeyOptionsReply(res, await freshProof.askPasskey(getPrincipal(res)));
    },
    async get({ res }: Of<'get'>): Promise<SecondFactorReply> {
      return { success: true, ...(await own.describe(getPrincipal(res))) };
    },
    async beginTotp({ res }: Of<'beginTotp'>): Promise<TotpSetupReply> {
      return { success: true, ...(await apps.begin(getPrincipal(res))) };
    },
    async confirmTotp({ body, req, res }: Of<'confirmTotp'>): Promise<RecoveryCodesReply> {
      const recoveryCodes = await apps.confirm(getPrincipal(res), body.code, readAddress(req));
      return { success: true, recoveryCodes };
    },
    async removeTotp({ req, res }: Of<'removeTotp'>) {
      await apps.remove(getPrincipal(res), readAddress(req));
      return done;
    },
    async newPasskeyOptions({ res }: Of<'newPasskeyOptions'>): Promise<PasskeyOptionsReply> {
      return toPasskeyOptionsReply(res, await passkeys.ask(getPrincipal(res)));
    },
    async addPasskey({ body, req, res }: Of<'addPasskey'>): Promise<RecoveryCodesReply> {
      const { name, passkey } = body;
      const recoveryCodes = await passkeys.add(getPrincipal(res), name, passkey, readAddress(req));
      return { success: true, recoveryCodes };
    },
    async renamePasskey({ params, body, res }: Of<'renamePasskey'>) {
      await passkeys.rename(getPrincipal(res), params.passkeyId, body.name);
      return done;
    },
    async removePasskey({ params, req, res }: Of<'removePasskey'>) {
      await passkeys.remove(getPrincipal(res), params.passkeyId, readAddress(req));
      return done;
    },
    async renewRecoveryCodes({ req, res }: Of<'renewRecoveryCodes'>): Promise<RecoveryCodesReply> {
      return { success: true, recoveryCodes: await own.renewRecoveryCodes(getPrincipal(res), readAddress(req)) };
    },
  };
}
export type SecondFactorController = ReturnType<typeof createSecondFactorController>;
