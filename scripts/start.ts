/** `npm start`: builds what changed, starts the whole product, says where to look. */
import { runStack } from './runStack.js';

await runStack({ dataDir: '.switchboard', mode: 'production-build' });
