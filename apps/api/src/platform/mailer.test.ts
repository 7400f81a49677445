import { expect, it } from 'vitest';
import { createLogger } from './logger.js';
import { createMailer } from './mailer.js';

it('there is none in production without a mail server: printing would only hide that nothing is sent', () => {
  const logger = createLogger({ level: 'silent' });
  const options = { smtpUrl: undefined, from: 'Switchboard <a@example.test>', logger };
  expect(createMailer({ ...options, isProduction: true })).toBeNull();
  expect(createMailer({ ...options, isProduction: false })?.result).toBe('printed');
});
