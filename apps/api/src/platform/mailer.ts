import { createTransport } from 'nodemailer';
import { seconds } from './clock.js';
import type { Logger } from './logger.js';

export interface Mail {
  /** Stays the same when it is sent again, so that a mail program shows it once. */
  id: string;
  to: { name: string; address: string };
  subject: string;
  text: string;
}

export interface Mailer {
  /** `printed`: written to the log, in development. */
  result: 'sent' | 'printed';
  /** @throws Error when the mail server did not take it. */
  send(mail: Mail): Promise<void>;
  close(): void;
}

export interface MailerOptions {
  smtpUrl: string | undefined;
  from: string;
  isProduction: boolean;
  logger: Logger;
}

/** @returns null in production without a mail server, where printing would hide that. */
export function createMailer({ smtpUrl, from, isProduction, logger }: MailerOptions): Mailer | null {
  if (!smtpUrl) {
    if (isProduction) return null;
    return {
      result: 'printed',
      async send({ to, subject, text }) {
        logger.info(
          `E-mail (not sent, SMTP_URL is not set)\nTo: ${to.name} <${to.address}>\nSubject: ${subject}\n\n${text}`,
        );
      },
      close: () => undefined,
    };
  }
  const transport = createTransport(
    {
      url: smtpUrl,
      connectionTimeout: seconds(10),
      greetingTimeout: seconds(10),
      socketTimeout: seconds(20),
      // Nothing in a mail is a file or an address to fetch.
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from },
  );
  return {
    result: 'sent',
    async send({ id, to, subject, text }) {
      await transport.sendMail({
        to,
        subject,
        text,
        messageId: `<${id}@switchboard>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    },
    close: () => transport.close(),
  };
}
