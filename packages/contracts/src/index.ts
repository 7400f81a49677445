export * from './auth.js';
export * from './connect.js';
export * from './endings.js';
export * from './errorCodes.js';
export * from './numbers.js';
export * from './realtime.js';
