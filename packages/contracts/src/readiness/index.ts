export * from './readiness.js';
export { type ReadinessTopic, readinessTopics } from './readinessTopics.js';
export { describeFound, fillIn, type ReadinessFound, type ReadinessValues } from './readinessWords.js';
