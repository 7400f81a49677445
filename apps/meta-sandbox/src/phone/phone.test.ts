import supertest from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acmeNumber, MessagingTest, readSentWamid } from '../../test/messaging.js';
import { sampleFile } from '../index.js';
import { seedNumbers } from '../seeds.js';

let test: MessagingTest;
beforeAll(async () => {
  test = await MessagingTest.start();
});
afterAll(() => test.stop());
beforeEach(() => test.restart());

const phone = () => supertest(`${test.sandbox.url}/__sandbox/phone`);
const query = { number: acmeNumber };
const open = async () => (await phone().get('/ana').query(query).expect(200)).text;
const post = (path: string, fields: Record<string, string>) =>
  phone().post(path).query(query).type('form').send(fields).expect(303);
const lastMessage = async () => {
  await test.sandbox.webhooksIdle();
  return test.receiver.listed('messages').at(-1);
};

/** The opening tags of the messages on a page. */
const messagesOn = (page: string) => page.match(/<article[^>]*data-testid="phone-message"[^>]*>/g) ?? [];

describe('the phones', () => {
  it('are those of the customers', async () => {
    const { text } = await phone().get('/').expect(200);
    for (const { id, name } of test.sandbox.customers) {
      expect(text).toContain(`href="/__sandbox/phone/${id}"`);
      expect(text).toContain(name);
    }
    await phone().get('/nobody').expect(404);
    await phone().get('/ana').query({ number: '1' }).expect(404);
  });

  it('load nothing from elsewhere, and run no script but their own', async () => {
    const { headers } = await phone().get('/ana').query(query);
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'; style-src 'self'; script-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect((await supertest(test.sandbox.url).get('/__sandbox/assets/phone.js').expect(200)).type).toContain(
      'javascript',
    );
  });

  it('list the businesses, those with news first', async () => {
    test.writes('hi');
    readSentWamid(await test.sendText('Hello Ana'));
    const { text } = await phone().get('/ana').expect(200);
    expect(text.indexOf('Hello Ana')).toBeLessThan(text.indexOf('Other businesses'));
    expect(text).toMatch(/data-testid="phone-unread">.*?1</);
    for (const { id } of test.sandbox.world.numbers) expect(text).toContain(`phone-business-${id}"`);
  });

  it('take no orders from pages of other sites', async () => {
    await phone()
      .post('/ana/messages')
      .query(query)
      .set('origin', 'https://evil.test')
      .type('form')
      .send({ text: 'x' })
      .expect(403);
  });
});

describe('writing on a phone', () => {
  it('sends a text to the business', async () => {
    const answer = await post('/ana/messages', { text: 'Olá <b>!' });
    expect(answer.headers.location).toBe(`/__sandbox/phone/ana?number=${acmeNumber}`);
    expect(await lastMessage()).toMatchObject({ type: 'text', text: { body: 'Olá <b>!' } });
    const page = await open();
    expect(page).toContain('Olá &lt;b&gt;!');
    expect(messagesOn(page)).toEqual([expect.stringContaining('data-direction="customer" data-status="delivered"')]);
  });

  it('sends a picture with its caption, and shows it', async () => {
    const { bytes } = sampleFile('image');
    await phone()
      .post('/ana/messages')
      .query(query)
      .field('text', 'Look')
      .attach('file', bytes, { filename: 'sky.png', contentType: 'image/png' })
      .expect(303);
    expect(await lastMessage()).toMatchObject({ type: 'image', image: { mime_type: 'image/png', caption: 'Look' } });
    const source = /src="\/__sandbox\/phone(\/media\/\d+)"/.exec(await open())?.[1];
    const shown = await phone().get(String(source)).expect(200);
    expect(shown.body).toEqual(bytes);
    expect(shown.headers).toMatchObject({ 'content-type': 'image/png', 'x-content-type-options': 'nosniff' });
  });

  it('sends other files as documents, which are downloaded and never shown as a page', async () => {
    const page = Buffer.from('<script>alert(1)</script>');
    await phone()
      .post('/ana/messages')
      .query(query)
      .attach('file', page, { filename: 'größe.html', contentType: 'text/html' })
      .expect(303);
    expect(await lastMessage()).toMatchObject({ type: 'document', document: { filename: 'größe.html' } });
    const source = /href="\/__sandbox\/phone(\/media\/\d+)"/.exec(await open())?.[1];
    const { headers } = await phone().get(String(source)).expect(200);
    expect(headers['content-disposition']).toMatch(/^attachment/);
    expect(headers['content-security-policy']).toContain('sandbox');
  });

  it.each([
    ['location', 'location'],
    ['contact', 'contacts'],
    ['voice', 'audio'],
    ['sticker', 'sticker'],
    ['order', 'order'],
    ['unsupported', 'unsupported'],
  ])('has a button for a %s', async (quick, type) => {
    await post('/ana/messages', { quick, text: '' });
    expect(await lastMessage()).toMatchObject({ type });
    expect(messagesOn(await open())[0]).toContain(`data-type="${type}"`);
  });

  it('can be as if it was yesterday', async () => {
    await post('/ana/messages', { text: 'old news', yesterday: 'on' });
    expect(await lastMessage()).toMatchObject({ timestamp: String(test.meta.now / 1000 - 25 * 60 * 60) });
    expect(await open()).toContain('data-testid="phone-window" data-open="false"');
  });

  it('quotes what it answers', async () => {
    test.writes('hi');
    const wamid = readSentWamid(await test.sendText('Which colour?'));
    const { text } = await phone()
      .get('/ana')
      .query({ ...query, reply: wamid });
    expect(text).toContain('data-testid="phone-replying"');
    await post('/ana/messages', { text: 'Red', replyTo: wamid });
    expect(await lastMessage()).toMatchObject({ context: { id: wamid, from: seedNumbers.acmeFlowers.digits } });
  });

  it('does not take nothing', async () => {
    await post('/ana/messages', { text: '  ' });
    await test.sandbox.webhooksIdle();
    expect(test.receiver.received).toEqual([]);
    await phone().post('/ana/messages').query(query).type('form').send({ quick: 'elephant' }).expect(400);
  });
});

describe('what can be done with a message', () => {
  it('is reacting and taking the reaction back', async () => {
    test.writes('hi');
    const wamid = readSentWamid(await test.sendText('hello'));
    await post('/ana/act', { act: 'react', wamid, emoji: '❤️' });
    expect(await lastMessage()).toMatchObject({ type: 'reaction', reaction: { message_id: wamid, emoji: '❤️' } });
    expect(await open()).toMatch(/data-testid="phone-reaction-customer"[^>]*>❤️/);
    await post('/ana/act', { act: 'unreact', wamid });
    expect((await lastMessage())?.reaction).toEqual({ message_id: wamid });
    expect(await open()).not.toContain('phone-reaction-customer');
  });

  it('is editing and deleting what is one’s own', async () => {
    const wamid = test.writes('helo');
    await post('/ana/act', { act: 'edit', wamid, text: 'hello' });
    expect(await lastMessage()).toMatchObject({ type: 'edit', edit: { original_message_id: wamid } });
    expect(await open()).toMatch(/edited · .*?<\/time>/);
    await post('/ana/act', { act: 'revoke', wamid });
    expect(await lastMessage()).toMatchObject({ type: 'revoke', revoke: { original_message_id: wamid } });
    expect(await open()).toContain('You deleted this message');
  });

  it('is tapping a button, a row of a list or a quick reply', async () => {
    test.writes('hi');
    const button = { id: 'yes', title: 'Yes, please' };
    const action = { buttons: [{ type: 'reply', reply: button }] };
    const asked = readSentWamid(
      await test.send({
        to: '15550190001',
        type: 'interactive',
        interactive: { type: 'button', body: { text: 'A vase?' }, action },
      }),
    );
    const row = { id: 's', title: 'Small', description: 'For ten tulips' };
    const sections = [{ title: 'Glass', rows: [row] }];
    const listed = readSentWamid(
      await test.send({
        to: '15550190001',
        type: 'interactive',
        interactive: { type: 'list', body: { text: 'Which?' }, action: { button: 'Show', sections } },
      }),
    );
    const text = (value: string) => ({ type: 'text', text: value });
    const template = {
      name: 'spring_offer',
      language: { code: 'en_US' },
      components: [
        { type: 'header', parameters: [text('Ana')] },
        { type: 'body', parameters: [text('20 %'), text('Sunday')] },
        { type: 'button', sub_type: 'url', index: '0', parameters: [text('tulips')] },
        { type: 'button', sub_type: 'quick_reply', index: '1', parameters: [{ type: 'payload', payload: 'MORE' }] },
      ],
    };
    const offered = readSentWamid(await test.send({ to: '15550190001', type: 'template', template }));
    const page = await open();
    for (const words of [
      'Yes, please',
      'For ten tulips',
      'Spring is here, Ana',
      'https://shop.acme.test/offers/tulips',
    ]) {
      expect(page).toContain(words);
    }
    await post('/ana/act', { act: 'choose', wamid: asked, choice: 'yes' });
    expect(await lastMessage()).toMatchObject({ interactive: { button_reply: button }, context: { id: asked } });
    await post('/ana/act', { act: 'choose', wamid: listed, choice: 's' });
    expect(await lastMessage()).toMatchObject({ interactive: { list_reply: row }, context: { id: listed } });
    await post('/ana/act', { act: 'choose', wamid: offered, choice: '1' });
    expect(await lastMessage()).toMatchObject({
      button: { payload: 'MORE', text: 'Tell me more' },
      context: { id: offered },
    });
    await phone()
      .post('/ana/act')
      .query(query)
      .type('form')
      .send({ act: 'choose', wamid: asked, choice: 'no' })
      .expect(400);
  });
});

describe('an open chat', () => {
  it('reads what the business writes', async () => {
    test.writes('hi');
    const wamid = readSentWamid(await test.sendText('hello'));
    await test.sandbox.webhooksIdle();
    await open();
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listStatuses(wamid)).toEqual(['sent', 'delivered', 'read']);
    const next = readSentWamid(await test.sendText('while you look'));
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listStatuses(next)).toEqual(['sent', 'read']);
  });

  it('is told only what is new', async () => {
    const ask = (seen: string) =>
      phone()
        .get('/ana/live')
        .query({ ...query, seen });
    const { body } = await ask('').expect(200);
    await ask(body.version).expect(204);
    const wamid = test.writes('news');
    const news = await ask(body.version).expect(200);
    expect(news.body.chat).toContain(wamid.replaceAll('&', '&amp;'));
    await test.send({ status: 'read', message_id: wamid, typing_indicator: { type: 'text' } });
    const typing = await ask(news.body.version).expect(200);
    expect(typing.body.chat).toContain('data-testid="phone-typing"');
    expect(typing.body.chat).toContain('data-status="read"');
    await test.sendText('done');
    expect((await ask(typing.body.version)).body.chat).not.toContain('phone-typing');
  });

  it('never shows a message that failed', async () => {
    test.writes('hi');
    test.sandbox.setWebhookDials({ failNext: { code: 131049, times: 1 } });
    await test.sendText('held back');
    expect(await open()).not.toContain('held back');
  });

  it('can have its 24 hours ended', async () => {
    test.writes('hi');
    expect(await open()).toContain('data-testid="phone-window" data-open="true"');
    await post('/ana/close-window', {});
    expect(await open()).toContain('data-testid="phone-window" data-open="false"');
    readSentWamid(await test.sendText('too late'));
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listed('statuses').at(-1)).toMatchObject({ status: 'failed', errors: [{ code: 131047 }] });
  });

  it('stays where it is when a script asked', async () => {
    const answer = phone()
      .post('/ana/messages')
      .query(query)
      .set('accept', 'application/json')
      .field('text', 'from a script');
    await answer.expect(204);
    expect(await lastMessage()).toMatchObject({ text: { body: 'from a script' } });
  });
});
