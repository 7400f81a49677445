import { faultOn } from '@switchboard/meta-sandbox';
import { seedTemplates } from '@switchboard/meta-sandbox/seeds';
import type { Response } from 'supertest';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { acme, startTeam, type Team } from '../../../test/chat.js';
import { seconds } from '../../platform/clock.js';

let team: Team;
beforeAll(async () => {
  team = await startTeam();
});
afterAll(() => team.stop());
afterEach(() => {
  team.api.sandbox.faults.clear();
  // What is kept from one test must not answer the next one.
  team.api.clock.advance(seconds(61));
});

const edge = '{waba}/message_templates';
const refusal = (response: Response) => [response.status, response.body.code];
const customer = () => team.api.sandbox.addCustomer({ name: 'Somebody' }).id;
const list = () => team.owner.get(`/api/templates?phoneNumberId=${acme}`);
const callsToList = () => team.api.sandbox.calls().filter((call) => call.edge === edge).length;
const offer = {
  type: 'template',
  name: seedTemplates.complete,
  language: 'en_US',
  variables: { 'header.1': 'Ana', 'body.1': '10 %', 'body.2': 'Monday', 'button.0': 'roses' },
} as const;

describe('the list of templates', () => {
  it('has the approved ones, and says which of them cannot be sent from here', async () => {
    const { status, body } = await list();
    expect(status).toBe(200);
    const names = body.templates.map(({ name, language }: { name: string; language: string }) => `${name} ${language}`);
    expect(names).toEqual([
      'appointment_reminder en_US',
      'arrangement_film en_US',
      'autumn_coupon en_US',
      'bestsellers en_US',
      'bouquet_cards en_US',
      'browse_catalogue en_US',
      'feedback_form en_US',
      'hello_world en_US',
      'invoice_ready en_US',
      'login_code en_US',
      'new_catalogue en_US',
      'order_update de',
      'order_update en_US',
      'payment_received en_US',
      'pickup_point en_US',
      'spring_offer de',
      'spring_offer en_US',
      'weekend_offer en_US',
    ]);
    const usable = body.templates.filter((template: { unusable: string | null }) => template.unusable === null);
    expect(usable.map(({ name }: { name: string }) => name)).toEqual([
      'appointment_reminder',
      'hello_world',
      'order_update',
      'order_update',
      'payment_received',
      'spring_offer',
      'spring_offer',
    ]);
  });

  it('is kept for a minute, also for several who ask at once', async () => {
    const before = callsToList();
    await Promise.all([list(), list(), list()]);
    await list();
    expect(callsToList() - before).toBe(1);
    team.api.clock.advance(seconds(61));
    await list();
    expect(callsToList() - before).toBe(2);
  });

  it('says what Meta said when it cannot be read, and does not keep that', async () => {
    team.api.sandbox.faults.add(faultOn(edge, { kind: 'error', code: 190 }));
    expect(refusal(await list())).toEqual([422, 'token_invalid']);
    expect((await list()).status).toBe(200);
  });

  it('asks for a number', async () => {
    expect(refusal(await team.owner.get('/api/templates'))).toEqual([400, 'invalid_request']);
    expect(refusal(await team.owner.get('/api/templates?phoneNumberId[$ne]=1'))).toEqual([400, 'invalid_request']);
    expect(refusal(await team.owner.get('/api/templates?phoneNumberId=799'))).toEqual([404, 'number_not_found']);
  });
});

describe('a template that is sent', () => {
  it('reaches Meta with its variables, and is shown as the customer reads it', async () => {
    const chat = await team.chat(customer());
    const message = await chat.write(offer);
    expect(message.content).toEqual({
      kind: 'template',
      name: seedTemplates.complete,
      language: 'en_US',
      header: 'Spring is here, Ana',
      text: 'Take 10 % off everything in bloom until Monday.',
      footer: 'You can stop these messages at any time',
      buttons: [
        { type: 'URL', text: 'See the offer' },
        { type: 'QUICK_REPLY', text: 'Tell me more' },
        { type: 'QUICK_REPLY', text: 'Stop these messages' },
      ],
    });
    await team.run();
    const sent = team.api.sandbox.sentMessages().find((one) => one.customerId === chat.customerId);
    expect(sent?.body.template).toMatchObject({
      name: seedTemplates.complete,
      language: { code: 'en_US' },
      components: [
        { type: 'header', parameters: [{ type: 'text', text: 'Ana' }] },
        { type: 'body', parameters: [{ text: '10 %' }, { text: 'Monday' }] },
        { type: 'button', sub_type: 'url', index: '0', parameters: [{ text: 'roses' }] },
      ],
    });
    expect((await chat.message(message.id)).status).toBe('sent');
  });

  it('with named variables carries their names', async () => {
    const chat = await team.chat(customer());
    await chat.write({
      type: 'template',
      name: seedTemplates.named,
      language: 'en_US',
      variables: { 'body.customer_name': 'Ana', 'body.day': 'Friday', 'body.hour': '10:30' },
    });
    await team.run();
    const sent = team.api.sandbox.sentMessages().find((one) => one.customerId === chat.customerId);
    expect(JSON.stringify(sent?.body.template)).toContain('"parameter_name":"customer_name"');
  });

  it('keeps its variables for another attempt', async () => {
    const chat = await team.chat(customer());
    team.api.sandbox.faults.add(faultOn('{phone}/messages', { kind: 'error', code: 132015 }));
    const failed = await chat.write(offer);
    await team.run();
    const { body } = await chat.retry(failed.id);
    expect(body.message.content).toEqual(failed.content);
    await team.run();
    expect(chat.arrived()).toEqual(['template']);
  });

  it('with something missing is refused, and what is missing is named', async () => {
    const chat = await team.chat(customer());
    const response = await chat.post({ ...offer, variables: { 'header.1': 'Ana', 'body.2': 'Monday' } });
    expect(refusal(response)).toEqual([400, 'template_incomplete']);
    expect(response.body.details.missing).toEqual(['body.1', 'button.0']);
    expect(response.body.message).toBe('Fill in {{1}} of the body, {{1}} of the button.');
  });

  it('that is not approved, not there, or not for sending by hand is refused', async () => {
    const chat = await team.chat(customer());
    for (const name of [seedTemplates.pending, seedTemplates.rejected, 'nothing_like_it', seedTemplates.withPicture]) {
      const response = await chat.post({ type: 'template', name, language: 'en_US', variables: { 'body.1': 'x' } });
      expect(refusal(response)).toEqual([404, 'template_not_found']);
    }
    expect(refusal(await chat.post({ type: 'template', name: seedTemplates.sample, language: 'de' }))).toEqual([
      404,
      'template_not_found',
    ]);
    expect(await chat.ours()).toEqual([]);
  });
});
