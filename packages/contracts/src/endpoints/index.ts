export * from './alerts.js';
export * from './connect.js';
export * from './endpoint.js';
export * from './errors.js';
export * from './handover.js';
export * from './numbers.js';
export * from './operator.js';
export * from './realtime.js';
