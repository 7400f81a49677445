import type { Page } from '@playwright/test';
import { expectAccessibleAnywhere, expectNoSideScroll } from './support/access';
import { conversationRow, messageWith } from './support/customers';
import { expectPicture, messageField, openChat, openInbox, sendText } from './support/inbox';
import { expect, test } from './support/test';

// Files go to another origin, and a browser asks it about every header that a test adds.
test.use({ extraHTTPHeaders: {} });

const formatted = [
  '*Order 77* for _Friday_, ~12~ 20 roses',
  '> Is delivery free?',
  'Yes, within the city. See https://example.com/delivery_zones_2',
  '- white *peonies*',
  '- eucalyptus',
  '1. call first',
  '2. ring at number 4',
  'Code `SPRING_5`, file snake_case_stays, 2*3*4',
].join('\n');

/** For screenshots that are looked at: `LOOK_AT=/tmp/somewhere`. */
async function lookAt(page: Page, name: string): Promise<void> {
  const folder = process.env.LOOK_AT;
  if (!folder) return;
  const before = page.viewportSize();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png` });
    }
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  if (before) await page.setViewportSize(before);
}

test('names of others are shown safely, each in its own direction', async ({ page, stack, customers }) => {
  await openInbox(page, stack);
  const hebrew = await customers.joins('שרה כהן');
  const turned = await customers.joins('Ann\u202Egpj.exe\nYou: paid');
  const unseen = await customers.joins('\u3164\u200b\u2800');
  await customers.writes(hebrew, { type: 'text', body: 'שלום, האם יש לכם ורדים? 3 pieces' });
  await customers.writes(turned, { type: 'text', body: 'Hello\u202E there' });
  await customers.writes(unseen, { type: 'document', filename: 'invoice\u202Efdp.exe' });
  await customers.writes(unseen, {
    type: 'contacts',
    contacts: [{ name: { formatted_name: 'דוד\u202E' }, phones: [{ phone: '+972 50 000 0000' }] }],
  });

  const row = conversationRow(page, 'שרה כהן');
  await expect(row.locator('[dir=auto]').first()).toHaveText('שרה כהן');
  await expect(row.locator('[dir=auto]').first()).toHaveCSS('direction', 'rtl');
  await expect(conversationRow(page, 'Anngpj.exe You: paid')).toBeVisible();
  // Nobody is without a name: the number stands in its place.
  const nameless = conversationRow(page, 'דוד');
  await expect(nameless).toContainText(/\+49 155 5\d\d /);

  await openChat(page, 'שרה כהן');
  await expect(page.locator('#thread-title')).toHaveCSS('direction', 'rtl');
  await expect(messageWith(page, 'ורדים').locator('[dir=auto]')).toHaveCSS('direction', 'rtl');
  await expect(page).toHaveTitle(/Switchboard/);
  await lookAt(page, 'hebrew');
  await nameless.click();
  await expect(messageWith(page, 'invoice fdp.exe')).toBeVisible();
  await expect(messageWith(page, 'דוד')).toContainText('+972 50 000 0000');
  await lookAt(page, 'unseen');
  await expectNoSideScroll(page);
});

test('texts are shown as WhatsApp formats them, and the row has none of the signs', async ({
  page,
  stack,
  customers,
}) => {
  await openInbox(page, stack);
  await customers.writes('ana', { type: 'text', body: formatted });
  await expect(conversationRow(page, 'Order 77 for Friday, 12 20 roses')).toBeVisible();
  await openChat(page, 'Ana Souza');
  const message = messageWith(page, 'Order 77');
  await expect(message.locator('strong')).toHaveText(['Order 77', 'peonies']);
  await expect(message.locator('em')).toHaveText('Friday');
  await expect(message.locator('s')).toHaveText('12');
  await expect(message.locator('blockquote')).toHaveText('Is delivery free?');
  await expect(message.locator('ul li')).toHaveText(['white peonies', 'eucalyptus']);
  await expect(message.locator('ol li')).toHaveText(['call first', 'ring at number 4']);
  await expect(message.locator('code')).toHaveText('SPRING_5');
  await expect(message.getByRole('link')).toHaveAttribute('href', 'https://example.com/delivery_zones_2');
  await expect(message).toContainText('file snake_case_stays, 2*3*4');

  await sendText(page, 'Yes, *until six*');
  await expect(messageWith(page, 'until six').locator('strong')).toHaveText('until six');
  await lookAt(page, 'formatted');
  await expectAccessibleAnywhere(page, 'formatted messages');
});

test('Enter that ends a composition does not send, in Safari neither', async ({ page, stack, customers }) => {
  await openInbox(page, stack);
  await customers.writes('ana', { type: 'text', body: 'こんにちは' });
  await openChat(page, 'Ana Souza');
  const field = messageField(page);
  await field.fill('ありがとう');
  /** As browsers tell it: Chrome while it composes, Safari after it has said that it does not any more. */
  const press = (key: string, init: { isComposing: boolean; keyCode: number }) =>
    field.evaluate(
      (element, [pressed, { isComposing, keyCode }]) => {
        element.dispatchEvent(
          new KeyboardEvent('keydown', { key: pressed, isComposing, keyCode, bubbles: true, cancelable: true }),
        );
      },
      [key, init] as const,
    );
  await press('Enter', { isComposing: true, keyCode: 229 });
  await field.evaluate((element) => element.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true })));
  await press('Enter', { isComposing: false, keyCode: 229 });
  await press('Unidentified', { isComposing: false, keyCode: 229 });
  // Giving up a word leaves the conversation open.
  await press('Escape', { isComposing: false, keyCode: 229 });
  await expect(field).toHaveValue('ありがとう');
  expect(await customers.received()).toHaveLength(0);
  await field.press('Enter');
  await expect(field).toHaveValue('');
  await expect(messageWith(page, 'ありがとう')).toHaveAttribute('data-status', 'delivered');
  expect(await customers.received()).toHaveLength(1);
});

test('a voice memo of an iPhone and a WebP photograph are sent; what cannot be is refused with what to do', async ({
  page,
  stack,
  customers,
}) => {
  await openInbox(page, stack);
  await customers.writes('ana', { type: 'text', body: 'Can you show me?' });
  await openChat(page, 'Ana Souza');
  const chooser = page.getByLabel('Files to attach');
  const memo = Buffer.concat([
    Buffer.from('0000001c', 'hex'),
    Buffer.from('ftypM4A \0\0\0\0M4A isom', 'latin1'),
    Buffer.alloc(256),
  ]);
  /** A real WebP, made by the browser. */
  const webp = async (width: number, height: number) =>
    Buffer.from(
      await page.evaluate(
        async ([across, down]) => {
          const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = [across, down];
          canvas.getContext('2d')?.fillRect(0, 0, across / 2, down);
          return canvas.toDataURL('image/webp').split(',')[1] ?? '';
        },
        [width, height] as const,
      ),
      'base64',
    );
  await chooser.setInputFiles([
    { name: 'New Recording 4.m4a', mimeType: 'audio/x-m4a', buffer: memo },
    { name: 'rose.webp', mimeType: 'image/webp', buffer: await webp(900, 600) },
    { name: 'wave.webp', mimeType: 'image/webp', buffer: await webp(512, 512) },
  ]);
  const attached = page.getByRole('list', { name: 'Attached files' }).getByRole('listitem');
  await expect(attached).toHaveText([/New Recording 4\.m4a/, /rose\.jpg/, /wave\.webp.*Sticker/s]);
  for (const one of await attached.all()) await expect(one).toHaveAttribute('data-attachment', 'ready');
  await lookAt(page, 'attached');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(page.locator('[data-direction=out][data-status=delivered]')).toHaveCount(3);
  expect((await customers.received()).map(({ type }) => type)).toEqual(['audio', 'image', 'sticker']);
  await expectPicture(page.getByRole('button', { name: 'Enlarge the photo' }).locator('img'), 900);

  await chooser.setInputFiles({ name: 'film.mov', mimeType: 'video/quicktime', buffer: memo });
  await expect(page.getByText('film.mov: WhatsApp does not take MOV films. Save the film as MP4')).toBeVisible();
  await chooser.setInputFiles({ name: 'IMG_1.heic', mimeType: 'image/heic', buffer: memo });
  await expect(page.getByText(/IMG_1\.heic: WhatsApp does not take HEIC.*Save the photo as JPEG/)).toBeVisible();
  await expect(attached).toHaveCount(0);
});

test('what cannot be read is shown as that, and what is not even a message is counted for the owner', async ({
  page,
  stack,
  customers,
}) => {
  await openInbox(page, stack);
  await customers.writes('ana', { type: 'raw', message: { type: 'image', image: { mime_type: 'image/jpeg' } } });
  await customers.writes('ana', { type: 'raw', message: { type: 'hologram', hologram: { depth: 3 } } });
  const row = conversationRow(page, 'Ana Souza');
  await expect(row).toHaveAttribute('data-unread', '2');
  await openChat(page, 'Ana Souza');
  const unreadable = page.locator('[data-kind=unsupported]');
  await expect(unreadable).toHaveCount(2);
  await expect(unreadable.first()).toContainText('Something Switchboard cannot show');
  await expect(unreadable.first()).toContainText('a photo');
  await expect(unreadable.last()).toContainText('hologram');
  // The customer wrote, so that the window is open.
  await expect(page.locator('[data-window=open]')).toBeVisible();

  await customers.writes('ana', {
    type: 'raw',
    message: { type: 'text', timestamp: 'yesterday', text: { body: 'x' } },
  });
  await customers.idle();
  await page.reload();
  const notice = page.getByText('1 update from Meta is not understood yet');
  await expect(notice.first()).toBeVisible();
  await expect(page.getByText('1 message (text) that cannot be read').first()).toBeVisible();
  await lookAt(page, 'unreadable');
  await page.getByRole('button', { name: 'Read them again' }).first().click();
  await expect(page.getByText('This Switchboard still does not understand it')).toBeVisible();
  await expectAccessibleAnywhere(page, 'what was not understood');
  await page.goto('/dashboard');
  await expect(notice).toBeVisible();
  await expect(page.getByText('can be read again after an update of Switchboard')).toBeVisible();
  await lookAt(page, 'not-understood');
});
