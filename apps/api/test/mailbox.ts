import type { ParsedMail } from 'mailparser';
import { startApi, type TestApi } from './harness.js';
import { type MailServer, startMailServer } from './mailServer.js';

/** The link in a mail. */
export const linkIn = (mail: ParsedMail | undefined): string => /https?:\/\/\S+#\S+/.exec(mail?.text ?? '')?.[0] ?? '';
/** The secret of the link in a mail. */
export const tokenIn = (mail: ParsedMail | undefined): string => linkIn(mail).split('#')[1] ?? '';

export const listAddresses = (mail: ParsedMail | undefined): (string | undefined)[] => {
  const to = mail?.to;
  return (Array.isArray(to) ? to : to ? [to] : []).flatMap(({ value }) => value.map(({ address }) => address));
};

/** The mail that an installation sends to the addresses of one test. */
export function openMailboxes(api: TestApi, server: MailServer) {
  return {
    /** Hands over what is queued. */
    deliver: () => api.app.runDueMails(),
    /** Hands over what is queued, and gives what ever came to an address, in the order in which it came. */
    async of(address: string): Promise<ParsedMail[]> {
      await api.app.runDueMails();
      return server.mails.filter((mail) => listAddresses(mail).includes(address));
    },
  };
}

export interface ApiWithMail {
  api: TestApi;
  server: MailServer;
  mailboxes: ReturnType<typeof openMailboxes>;
  stop(): Promise<void>;
}

/** An API that sends mail, and the server it goes to. @param env further settings. */
export async function startApiWithMail(env: Record<string, string> = {}): Promise<ApiWithMail> {
  const server = await startMailServer();
  const api = await startApi({ env: { ...env, SMTP_URL: server.url } });
  return {
    api,
    server,
    mailboxes: openMailboxes(api, server),
    async stop() {
      await api.stop();
      await server.stop();
    },
  };
}
