/**
 * Where a customer's addresses stand: in their own fields, with a plus before the number, or with the business-scoped id
 * where a phone number belongs (meta-platform 17.2).
 */
export const addressings = ['plain', 'plus', 'user_id_as_phone'] as const;
export type Addressing = (typeof addressings)[number];
