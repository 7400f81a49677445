import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface MailServer {
  url: string;
  /** What it took, in the order in which it came. */
  mails: ParsedMail[];
  /** Answers the next mails with a refusal. */
  refuse(times: number): void;
  stop(): Promise<void>;
  /** Starts again, under the same address. */
  start(): Promise<void>;
}

/** A real mail server on this machine. */
export async function startMailServer(): Promise<MailServer> {
  const mails: ParsedMail[] = [];
  let refusals = 0;
  let port = 0;
  let server: SMTPServer | null = null;

  async function start(): Promise<void> {
    const smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      closeTimeout: 10,
      onData(stream, _session, done) {
        simpleParser(stream).then((mail) => {
          if (refusals > 0) {
            refusals -= 1;
            done(Object.assign(new Error('Try again later'), { responseCode: 451 }));
            return;
          }
          mails.push(mail);
          done();
        }, done);
      },
    });
    // A client that goes away in the middle is no fault of the server's.
    smtp.on('error', () => undefined);
    await new Promise<void>((resolve) => smtp.listen(port, '127.0.0.1', resolve));
    port = (smtp.server.address() as AddressInfo).port;
    server = smtp;
  }
  async function stop(): Promise<void> {
    const open = server;
    server = null;
    if (open) await new Promise<void>((resolve) => open.close(() => resolve()));
  }
  await start();
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    refuse: (times) => {
      refusals = times;
    },
    stop,
    start,
  };
}
