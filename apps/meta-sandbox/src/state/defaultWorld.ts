import { type SeedNumber, seedBusinesses, seedNumbers, seedPerson, seedWabas } from '../seeds.js';
import {
  type BusinessNumber,
  type NumberPatch,
  newNumber,
  newWaba,
  qualityRatings,
  type WorldContents,
} from './world.js';

/** A number that was never registered. */
export const unregistered = {
  qualityRating: 'UNKNOWN',
  status: 'PENDING',
  platformType: 'NOT_APPLICABLE',
  throughputLevel: 'NOT_APPLICABLE',
  lastOnboardedAt: null,
} as const satisfies Partial<BusinessNumber>;

/** Not with Cloud API yet. */
const inBusinessApp = { ...unregistered, status: 'DISCONNECTED', isOnBizApp: true } as const;

/** Enough numbers for a second page, with every quality rating. */
function northwindNumbers(): BusinessNumber[] {
  return Array.from({ length: 30 }, (_, index) => {
    const shop = String(index + 1);
    return newNumber({
      id: `7001002010${shop.padStart(2, '0')}`,
      wabaId: seedWabas.northwind.id,
      displayPhoneNumber: `+1 555-010-01${shop.padStart(2, '0')}`,
      verifiedName: `Northwind Shop ${shop}`,
      qualityRating: qualityRatings[index % qualityRatings.length],
    });
  });
}

const toWorldNumber = ({ digits: _, ...number }: SeedNumber, state: NumberPatch = {}): BusinessNumber =>
  newNumber({ ...number, ...state });

/** A fresh copy of the default world: six portfolios in different situations. */
export function defaultWorld(): WorldContents {
  const businesses = Object.values(seedBusinesses);
  return {
    people: [{ ...seedPerson, businessIds: businesses.map(({ id }) => id) }],
    businesses: businesses.map((business) => ({ ...business, verificationStatus: 'verified' })),
    wabas: Object.values(seedWabas).map((waba) =>
      newWaba({ ...waba, ...(waba === seedWabas.northwind ? { messagingLimit: 'TIER_10K' } : {}) }),
    ),
    numbers: [
      toWorldNumber(seedNumbers.acmeFlowers),
      toWorldNumber(seedNumbers.acmeSecond, { qualityRating: 'YELLOW' }),
      toWorldNumber(seedNumbers.acmeEvents),
      toWorldNumber(seedNumbers.blueBicycle, { qualityRating: 'RED' }),
      ...northwindNumbers(),
      toWorldNumber(seedNumbers.quietHarbour, unregistered),
      toWorldNumber(seedNumbers.cornerBakery, inBusinessApp),
    ],
  };
}
