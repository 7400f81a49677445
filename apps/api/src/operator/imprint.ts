import type { ImprintReply } from '@switchboard/contracts';

/** The settings that say who runs this installation. */
export interface ImprintSettings {
  COMPANY_NAME?: string | undefined;
  COMPANY_ADDRESS?: string | undefined;
  COMPANY_EMAIL?: string | undefined;
  PRIVACY_POLICY_URL?: string | undefined;
  KEEP_DELIVERIES_DAYS: number;
}

/** The company is named as a whole or not at all: half a name on a page about privacy is none. Pure. */
export function toImprint(settings: ImprintSettings): Omit<ImprintReply, 'success'> {
  const { COMPANY_NAME: name, COMPANY_ADDRESS: address, COMPANY_EMAIL: email } = settings;
  return {
    company: name && address && email ? { name, address, email } : null,
    policyUrl: settings.PRIVACY_POLICY_URL ?? null,
    keepDeliveriesDays: settings.KEEP_DELIVERIES_DAYS,
  };
}
