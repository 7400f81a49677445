import { seedNumbers, seedWabas } from '@switchboard/meta-sandbox/seeds';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { startApi, type TestApi } from '../../test/harness.js';
import { startBeside, startFirst } from '../../test/instances.js';
import { type MailServer, startMailServer } from '../../test/mailServer.js';
import { hours, minutes, seconds } from '../platform/clock.js';

let server: MailServer;
let api: TestApi;
let owner: Client;
const events = seedWabas.acmeEvents.id;
const eventsNumber = seedNumbers.acmeEvents.id;

beforeAll(async () => {
  server = await startMailServer();
  api = await startFirst({ env: { SMTP_URL: server.url, MAIL_FROM: 'Switchboard <alerts@switchboard.test>' } });
});
afterAll(async () => {
  await api.stop();
  await server.stop();
});
beforeEach(async () => {
  owner = await api.owner();
  await forgetOtherMails();
  await owner.connect(api.sandbox.issueCode({ wabaIds: [events] }));
  await api.app.drainEvents();
});
afterEach(async () => {
  for (const name of ['phoneNumbers', 'watchStates', 'alerts', 'mails', 'numberHealth']) {
    await api.connection.collection(name).deleteMany({});
  }
  api.sandbox.reset();
  server.mails.length = 0;
  server.refuse(0);
});

/** The quality at Meta changes, and somebody checks. */
async function qualityBecomes(qualityRating: 'RED' | 'GREEN' | 'YELLOW'): Promise<void> {
  api.sandbox.world.updateNumber(eventsNumber, { qualityRating });
  await owner.refresh();
  await owner.post('/api/integrations/whatsapp/check', {});
  await api.app.drainEvents();
}
/** Those about people's own access: here only alerts are looked at. */
const forgetOtherMails = () => api.connection.collection('mails').deleteMany({ kind: { $ne: 'alerts' } });
const mailsAfter = async (milliseconds: number) => {
  api.clock.advance(milliseconds);
  await forgetOtherMails();
  await api.app.runDueMails();
  return server.mails;
};
const subjects = () => server.mails.map((mail) => mail.subject);
const getAddress = (client: Client) => client.signedIn?.user.email;
const setEmail = async (client: Client, email: boolean) => {
  await client.refresh();
  return client.send('patch', '/api/alerts', { email });
};
const states = async () =>
  (await api.connection.collection('mails').find().toArray()).map(({ state, attempts }) => ({ state, attempts }));

describe('an alert by e-mail', () => {
  it('tells the owner what happened, where to mend it and where to switch it off, and nothing secret', async () => {
    await qualityBecomes('RED');
    await mailsAfter(minutes(1));
    const [mail, ...more] = server.mails;
    expect(more).toEqual([]);
    expect(mail?.from?.text).toBe('"Switchboard" <alerts@switchboard.test>');
    expect(mail?.to).toMatchObject({ value: [{ address: getAddress(owner), name: 'Olive Owner' }] });
    expect(mail?.subject).toMatch(/^2 changes to your WhatsApp numbers – Business \d+$/);
    expect(mail?.text).toMatch(/Connected \(\d{4}-\d\d-\d\d \d\d:\d\d UTC\)\n.*It was connected to Switchboard\./);
    expect(mail?.text).toContain('Meta rates the quality as low');
    expect(mail?.text).toContain('http://localhost:3000/dashboard/settings/whatsapp-oauth');
    expect(mail?.text).toContain('switch them off');
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
    for (const { token } of api.sandbox.tokens()) expect(mail?.text).not.toContain(token);
  });

  it('is not promised where no mail server is set', async () => {
    expect((await owner.get('/api/alerts')).body.emailWorks).toBe(true);
    const https = { FRONTEND_URL: 'https://app.test', API_PUBLIC_URL: 'https://api.test' };
    const meta = { META_GRAPH_URL: 'https://graph.facebook.com', META_DIALOG_URL: 'https://www.facebook.com' };
    const silent = await startApi({ env: { NODE_ENV: 'production', ...https, ...meta } });
    try {
      expect((await (await silent.owner()).get('/api/alerts')).body).toMatchObject({
        success: true,
        emailWorks: false,
      });
    } finally {
      await silent.stop();
    }
  });

  it('waits a minute for others, and is sent once', async () => {
    await mailsAfter(seconds(30));
    expect(server.mails).toHaveLength(0);
    await mailsAfter(seconds(31));
    expect(subjects()).toEqual([expect.stringMatching(/^Connected – Business/)]);
    await mailsAfter(hours(2));
    expect(server.mails).toHaveLength(1);
    await qualityBecomes('RED');
    await mailsAfter(minutes(1));
    expect(subjects()).toEqual([expect.anything(), expect.stringMatching(/^Quality changed – Business/)]);
  });

  it('goes to owners, and to support staff who want it; to nobody who switched it off', async () => {
    const support = await owner.invite('support');
    expect((await support.get('/api/alerts')).body.email).toBe(false);
    expect((await owner.get('/api/alerts')).body.email).toBe(true);
    await mailsAfter(minutes(1));
    expect(server.mails.map((mail) => mail.to)).toMatchObject([{ value: [{ address: getAddress(owner) }] }]);

    expect((await setEmail(support, true)).body).toMatchObject({ success: true, email: true });
    expect((await setEmail(owner, false)).body).toMatchObject({ success: true, email: false });
    server.mails.length = 0;
    await qualityBecomes('RED');
    await mailsAfter(minutes(1));
    expect(server.mails.map((mail) => mail.to)).toMatchObject([{ value: [{ address: getAddress(support) }] }]);
  });

  it('is not sent to somebody who has left the account meanwhile', async () => {
    const support = await owner.invite('support');
    await setEmail(support, true);
    await server.stop();
    await mailsAfter(minutes(1));
    await owner.refresh();
    await owner.send('delete', `/api/account/members/${support.signedIn?.user.userId}`);
    await server.start();
    await mailsAfter(minutes(5));
    expect(server.mails.map((mail) => mail.to)).toMatchObject([{ value: [{ address: getAddress(owner) }] }]);
  });

  it('cannot be given another header by a name', async () => {
    const person = api.client();
    await person.signUp('Eve\r\nBcc: all@example.test');
    await person.connect(api.sandbox.issueCode({ wabaIds: [seedWabas.blueBicycle.id] }));
    await api.app.drainEvents();
    await mailsAfter(minutes(1));
    const mail = server.mails.find(({ to }) => to && !Array.isArray(to) && to.value[0]?.address === getAddress(person));
    expect(mail).toBeDefined();
    expect(mail?.headers.has('bcc')).toBe(false);
  });

  it('is sent once by two processes', async () => {
    const other = await startBeside(api, { env: { SMTP_URL: server.url } });
    await qualityBecomes('RED');
    other.clock.advance(api.clock.now().getTime() - other.clock.now().getTime() + minutes(1));
    api.clock.advance(minutes(1));
    await Promise.all([api.app.runDueMails(), other.app.runDueMails()]);
    await Promise.all([api.app.runDueMails(), other.app.runDueMails()]);
    expect(server.mails).toHaveLength(1);
    await other.stop();
  });
});

describe('a mail server', () => {
  it('that is away is tried again with growing waits, and gets the mail when it is back', async () => {
    await server.stop();
    for (const wait of [1, 1, 2]) await mailsAfter(minutes(wait));
    expect(await states()).toEqual([{ state: 'queued', attempts: 3 }]);
    await server.start();
    // Four, or up to a quarter less.
    await mailsAfter(minutes(2));
    expect(server.mails).toHaveLength(0);
    await mailsAfter(minutes(2));
    expect(subjects()).toEqual([expect.stringMatching(/^Connected/)]);
    expect(await states()).toEqual([{ state: 'sent', attempts: 4 }]);
  });

  it('that refuses one mail does not hold up the others', async () => {
    const other = await api.owner();
    await other.connect(api.sandbox.issueCode({ wabaIds: [seedWabas.blueBicycle.id] }));
    await api.app.drainEvents();
    server.refuse(1);
    await mailsAfter(minutes(1));
    expect(server.mails).toHaveLength(1);
    await mailsAfter(minutes(1));
    expect(server.mails).toHaveLength(2);
  });

  it('that is away for a day gets nothing of it any more: it is said in the log and counted', async () => {
    await server.stop();
    await mailsAfter(minutes(1));
    for (let hour = 0; hour < 25; hour += 1) await mailsAfter(hours(1));
    await server.start();
    await mailsAfter(hours(2));
    expect(server.mails).toHaveLength(0);
    expect(await states()).toMatchObject([{ state: 'given_up' }]);
    expect(api.logs()).toContain('a job was given up at its limit');
    expect((await api.client().get('/metrics')).text).toMatch(/switchboard_mails_total\{result="given_up"\} 1/);
  });

  it('that nobody has set is replaced by the log in development, in readable form', async () => {
    const alone = await startApi();
    const person = await alone.owner();
    await person.connect(alone.sandbox.issueCode({ wabaIds: [events] }));
    await alone.app.drainEvents();
    alone.clock.advance(minutes(1));
    await alone.app.runDueMails();
    expect(alone.logs()).toContain(`To: Olive Owner <${getAddress(person)}>`);
    expect(alone.logs()).toContain('It was connected to Switchboard.');
    await alone.stop();
  });
});
