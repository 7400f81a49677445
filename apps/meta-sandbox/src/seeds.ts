/**
 * What is there in a fresh sandbox, by name, so that a test says which business it means rather than its id. Imports
 * nothing: who needs an id loads no server.
 */

export interface SeedBusiness {
  id: string;
  name: string;
  /** The user of the portfolio's business tokens. */
  systemUserId: string;
}

export interface SeedWaba {
  id: string;
  businessId: string;
  name: string;
}

export interface SeedNumber {
  id: string;
  wabaId: string;
  /** As Graph answers it. */
  displayPhoneNumber: string;
  /** As webhooks write it. */
  digits: string;
  verifiedName: string;
}

export interface SeedCustomer {
  id: string;
  name: string;
  waId?: string;
  userId?: string;
  username?: string;
}

/** The app, unless the sandbox is started with another. */
export const seedApp = { id: '300100', secret: 'sandbox-app-secret' };

/** Who logs in. Reaches every portfolio. */
export const seedPerson = { id: '10150100200300', name: 'Dana Rivers' };

const toBusiness = (id: string, name: string): SeedBusiness => ({ id, name, systemUserId: `122${id}` });

/** Portfolios. */
export const seedBusinesses = {
  acme: toBusiness('500100200300', 'Acme Flowers'),
  blueBicycle: toBusiness('500100200301', 'Blue Bicycle'),
  northwind: toBusiness('500100200302', 'Northwind Chain'),
  paperAndPine: toBusiness('500100200303', 'Paper & Pine'),
  quietHarbour: toBusiness('500100200304', 'Quiet Harbour'),
  cornerBakery: toBusiness('500100200305', 'Corner Bakery'),
};

const toWaba = (id: string, business: SeedBusiness, name = business.name): SeedWaba => ({
  id,
  businessId: business.id,
  name,
});

/** WhatsApp accounts. */
export const seedWabas = {
  /** Two numbers. What a login shares unless it says otherwise. */
  acmeFlowers: toWaba('900100200300', seedBusinesses.acme),
  /** Of the portfolio that has Acme Flowers, with one number. */
  acmeEvents: toWaba('900100200301', seedBusinesses.acme, 'Acme Events'),
  /** Another business, with one number. */
  blueBicycle: toWaba('900100200310', seedBusinesses.blueBicycle),
  /** Thirty numbers: more than Meta lists on one page. */
  northwind: toWaba('900100200320', seedBusinesses.northwind),
  /** No number. */
  paperAndPine: toWaba('900100200330', seedBusinesses.paperAndPine),
  /** Its number was never registered. */
  quietHarbour: toWaba('900100200340', seedBusinesses.quietHarbour),
  /** Its number is in use in the WhatsApp Business app. */
  cornerBakery: toWaba('900100200350', seedBusinesses.cornerBakery),
};

const toNumber = (id: string, waba: SeedWaba, displayPhoneNumber: string): SeedNumber => ({
  id,
  wabaId: waba.id,
  displayPhoneNumber,
  digits: displayPhoneNumber.replaceAll(/\D/g, ''),
  verifiedName: waba.name,
});

/** Numbers, except the thirty of Northwind. */
export const seedNumbers = {
  acmeFlowers: toNumber('700100200300', seedWabas.acmeFlowers, '+1 555-010-0000'),
  /** Its quality is medium. */
  acmeSecond: toNumber('700100200301', seedWabas.acmeFlowers, '+1 555-010-0001'),
  acmeEvents: toNumber('700100200310', seedWabas.acmeEvents, '+1 555-010-0010'),
  /** Its quality is low. */
  blueBicycle: toNumber('700100200320', seedWabas.blueBicycle, '+1 555-010-0020'),
  quietHarbour: toNumber('700100200340', seedWabas.quietHarbour, '+1 555-010-0040'),
  cornerBakery: toNumber('700100200350', seedWabas.cornerBakery, '+1 555-010-0050'),
};

/** Customers, each a situation that a product has to handle. */
export const seedCustomers = {
  ana: { id: 'ana', name: 'Ana Souza', waId: '15550190001', userId: 'US.1000000000000001' },
  ben: { id: 'ben', name: 'Ben Okafor', waId: '15550190002', userId: 'US.1000000000000002', username: 'ben.okafor' },
  chloe: { id: 'chloe', name: 'Chloé Dubois 🌷', waId: '33700190003', userId: 'US.1000000000000003' },
  /** Known by the business-scoped id alone. */
  noor: { id: 'noor', name: 'Noor', userId: 'US.1000000000000004', username: 'noor.writes' },
  layla: { id: 'layla', name: 'ليلى حداد', waId: '971500190005', userId: 'US.1000000000000005' },
  /** As before April 2026: no business-scoped id. */
  frank: { id: 'frank', name: 'Frank Weber', waId: '4915550190006' },
} satisfies Record<string, SeedCustomer>;

/** Templates of every account, each in another state at Meta. */
export const seedTemplates = {
  /** Meta's sample: no values. */
  sample: 'hello_world',
  positional: 'order_update',
  named: 'appointment_reminder',
  /** Header, footer and buttons. */
  complete: 'spring_offer',
  withPicture: 'new_catalogue',
  pending: 'delivery_delay',
  rejected: 'flash_sale',
};
