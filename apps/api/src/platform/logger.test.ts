import { expect, it } from 'vitest';
import { createLogger, ownLog } from './logger.js';

it('a log of its own is written however little is logged else, and is silent with the rest', () => {
  const linesAt = (level: string) => {
    const lines: string[] = [];
    const logger = createLogger({ level, destination: { write: (line: string) => void lines.push(line) } });
    logger.info('something else');
    ownLog(logger, 'audit').info({ action: 'pin.changed' }, 'pin.changed');
    return lines.map((line) => JSON.parse(line).log);
  };
  expect(linesAt('error')).toEqual(['audit']);
  expect(linesAt('info')).toEqual([undefined, 'audit']);
  expect(linesAt('silent')).toEqual([]);
});
