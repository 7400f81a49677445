/**
 * How we name ourselves to Meta. Its file host refuses clients without a telling name (meta-platform 17.11). The version is
 * that of the product: a test holds it to `package.json`.
 */
export const userAgent = 'Switchboard/0.1.0';
