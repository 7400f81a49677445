import { expect } from '@playwright/test';
import { type MailServer, startMailServer } from '../../../api/test/mailServer.js';

export type { MailServer };
export { startMailServer };

/**
 * The newest mail to an address with such a subject: its link. Mail leaves within seconds.
 *
 * @param after the links that were there before, to wait for another one.
 */
export async function linkFor(
  server: MailServer,
  address: string,
  subject: RegExp,
  after: readonly string[] = [],
): Promise<string> {
  const find = () =>
    server.mails
      .filter(({ to }) => (Array.isArray(to) ? to : to ? [to] : []).some((one) => one.text.includes(address)))
      .filter((mail) => subject.test(mail.subject ?? ''))
      .map(({ text }) => /https?:\/\/\S+#\S+/.exec(text ?? '')?.[0] ?? '')
      .filter((link) => !after.includes(link))
      .at(-1) ?? '';
  await expect.poll(find, { timeout: 30_000 }).toContain('#');
  return find();
}
