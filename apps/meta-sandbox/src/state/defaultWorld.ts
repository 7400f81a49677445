import { type BusinessNumber, newNumber, newWaba, qualityRatings, type WorldContents } from './world.js';

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

const portfolios = [
  { id: '500100200300', name: 'Acme Flowers' },
  { id: '500100200301', name: 'Blue Bicycle' },
  { id: '500100200302', name: 'Northwind Chain' },
  { id: '500100200303', name: 'Paper & Pine' },
  { id: '500100200304', name: 'Quiet Harbour' },
  { id: '500100200305', name: 'Corner Bakery' },
] as const;

/** Enough numbers for a second page, with every quality rating. */
function northwindNumbers(): BusinessNumber[] {
  return Array.from({ length: 30 }, (_, index) => {
    const shop = String(index + 1);
    return newNumber({
      id: `7001002010${shop.padStart(2, '0')}`,
      wabaId: '900100200320',
      displayPhoneNumber: `+1 555-010-01${shop.padStart(2, '0')}`,
      verifiedName: `Northwind Shop ${shop}`,
      qualityRating: qualityRatings[index % qualityRatings.length],
    });
  });
}

/** A fresh copy of the default world: six portfolios in different situations. */
export function defaultWorld(): WorldContents {
  const acme = { wabaId: '900100200300', verifiedName: 'Acme Flowers' };
  return {
    people: [{ id: '10150100200300', name: 'Dana Rivers', businessIds: portfolios.map(({ id }) => id) }],
    businesses: portfolios.map(({ id, name }) => ({
      id,
      name,
      systemUserId: `122${id}`,
      verificationStatus: 'verified',
    })),
    wabas: [
      newWaba({ id: '900100200300', businessId: '500100200300', name: 'Acme Flowers' }),
      newWaba({ id: '900100200301', businessId: '500100200300', name: 'Acme Events' }),
      newWaba({ id: '900100200310', businessId: '500100200301', name: 'Blue Bicycle' }),
      newWaba({ id: '900100200320', businessId: '500100200302', name: 'Northwind Chain', messagingLimit: 'TIER_10K' }),
      newWaba({ id: '900100200330', businessId: '500100200303', name: 'Paper & Pine' }),
      newWaba({ id: '900100200340', businessId: '500100200304', name: 'Quiet Harbour' }),
      newWaba({ id: '900100200350', businessId: '500100200305', name: 'Corner Bakery' }),
    ],
    numbers: [
      newNumber({ ...acme, id: '700100200300', displayPhoneNumber: '+1 555-010-0000' }),
      newNumber({ ...acme, id: '700100200301', displayPhoneNumber: '+1 555-010-0001', qualityRating: 'YELLOW' }),
      newNumber({
        id: '700100200310',
        wabaId: '900100200301',
        displayPhoneNumber: '+1 555-010-0010',
        verifiedName: 'Acme Events',
      }),
      newNumber({
        id: '700100200320',
        wabaId: '900100200310',
        displayPhoneNumber: '+1 555-010-0020',
        verifiedName: 'Blue Bicycle',
        qualityRating: 'RED',
      }),
      ...northwindNumbers(),
      newNumber({
        ...unregistered,
        id: '700100200340',
        wabaId: '900100200340',
        displayPhoneNumber: '+1 555-010-0040',
        verifiedName: 'Quiet Harbour',
      }),
      newNumber({
        ...inBusinessApp,
        id: '700100200350',
        wabaId: '900100200350',
        displayPhoneNumber: '+1 555-010-0050',
        verifiedName: 'Corner Bakery',
      }),
    ],
  };
}
