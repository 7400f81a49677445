import {
  changePasswordRequest,
  type MeReply,
  meReply,
  updateAccountRequest,
  updateProfileRequest,
} from '@switchboard/contracts';
import type { Request, Response } from 'express';
import type { NewPasswordService } from './newPassword.service.js';
import type { ProfileService } from './profile.service.js';
import { addressOf, principalOf } from './requireMay.js';

export interface ProfileControllerDeps {
  profiles: ProfileService;
  passwords: Pick<NewPasswordService, 'change'>;
}

/** What people see and change of themselves. */
export function createProfileController({ profiles, passwords }: ProfileControllerDeps) {
  async function answerMe(res: Response<MeReply>) {
    res.json(meReply.parse({ success: true, ...(await profiles.describe(principalOf(res))) }));
  }

  return {
    async me(_req: Request, res: Response) {
      await answerMe(res);
    },
    async updateProfile(req: Request, res: Response) {
      await profiles.rename(principalOf(res), updateProfileRequest.parse(req.body).name, addressOf(req));
      await answerMe(res);
    },
    async updateAccount(req: Request, res: Response) {
      await profiles.renameAccount(principalOf(res), updateAccountRequest.parse(req.body).name, addressOf(req));
      await answerMe(res);
    },
    async changePassword(req: Request, res: Response) {
      await passwords.change(principalOf(res), changePasswordRequest.parse(req.body), addressOf(req));
      res.json({ success: true });
    },
  };
}
export type ProfileController = ReturnType<typeof createProfileController>;
