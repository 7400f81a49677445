/** A portfolio that the app's owner has, beside those of the world, which are its customers'. */
export interface OwnBusiness {
  id: string;
  name: string;
  /** `verified | not_verified | pending | …` */
  verificationStatus: string;
}

/** The app owner's own system user, whose token fetches the tokens of hosted signups. */
export interface OwnSystemUser {
  scopes: readonly string[];
  /** Milliseconds since the epoch; null means never. */
  expiresAt: number | null;
  isRevoked: boolean;
  businesses: readonly OwnBusiness[];
}

/** What the app's dashboard has. Null: not set. */
export interface AppSettings {
  domains: readonly string[];
  privacyUrl: string | null;
  termsUrl: string | null;
  /** Permissions that went through App Review, with what became of it: `live`. */
  permissions: Readonly<Record<string, string>>;
  ownSystemUser: OwnSystemUser;
}

/** An app that was set up with care, for a product at the first of its redirect addresses. */
export function completeAppSettings(redirectUris: readonly string[]): AppSettings {
  const address = redirectUris[0] === undefined ? null : new URL(redirectUris[0]);
  const permissions = ['whatsapp_business_management', 'whatsapp_business_messaging'];
  return {
    domains: address ? [address.hostname] : [],
    privacyUrl: address ? `${address.origin}/privacy` : null,
    termsUrl: null,
    permissions: Object.fromEntries(permissions.map((permission) => [permission, 'live'])),
    ownSystemUser: {
      scopes: ['business_management', ...permissions],
      expiresAt: null,
      isRevoked: false,
      businesses: [{ id: '500100900', name: 'Switchboard Operations', verificationStatus: 'verified' }],
    },
  };
}

export type AppSettingsPatch = Partial<Omit<AppSettings, 'ownSystemUser'>> & { ownSystemUser?: Partial<OwnSystemUser> };

export const patchAppSettings = (settings: AppSettings, patch: AppSettingsPatch): AppSettings => ({
  ...settings,
  ...patch,
  ownSystemUser: { ...settings.ownSystemUser, ...patch.ownSystemUser },
});
