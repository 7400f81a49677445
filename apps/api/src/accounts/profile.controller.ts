import type { accountEndpoints, authEndpoints, MeReply } from '@switchboard/contracts';
import type { Response } from 'express';
import { type Call, done } from '../platform/endpoint.js';
import type { NewPasswordService } from './newPassword.service.js';
import type { ProfileService } from './profile.service.js';
import { getPrincipal, readAddress } from './requireMay.js';

export interface ProfileControllerDeps {
  profiles: ProfileService;
  passwords: Pick<NewPasswordService, 'change'>;
}

type Of<Name extends keyof typeof authEndpoints> = Call<(typeof authEndpoints)[Name]>;

/** What people see and change of themselves. */
export function createProfileController({ profiles, passwords }: ProfileControllerDeps) {
  async function describe(res: Response): Promise<MeReply> {
    return { success: true, ...(await profiles.describe(getPrincipal(res))) };
  }

  return {
    me: ({ res }: Of<'me'>) => describe(res),
    async updateProfile({ body, req, res }: Of<'updateProfile'>) {
      await profiles.rename(getPrincipal(res), body.name, readAddress(req));
      return describe(res);
    },
    async updateAccount({ body, req, res }: Call<typeof accountEndpoints.rename>) {
      await profiles.renameAccount(getPrincipal(res), body.name, readAddress(req));
      return describe(res);
    },
    async changePassword({ body, req, res }: Of<'changePassword'>) {
      await passwords.change(getPrincipal(res), body, readAddress(req));
      return done;
    },
  };
}
export type ProfileController = ReturnType<typeof createProfileController>;
