import { expect, test, type Page } from '@playwright/test';
import { commands, openState, seriousViolations } from './ui-gallery/gallery-page.ts';
import { serveGallery, type Gallery } from './ui-gallery/serve-gallery.ts';

let gallery: Gallery;

test.beforeAll(async () => {
  gallery = await serveGallery();
});

test.afterAll(() => gallery.stop());

/** The dialog of a class in one state of its pairing, opened by its button in People. */
async function open(page: Page, pairing: string): Promise<string[]> {
  const complaints = await openState(gallery, page, `student&tab=people&pairing=${pairing}`);
  await page.getByRole('button', { name: 'Connect without a server' }).click();
  await expect(page.getByRole('dialog', { name: 'Connect without a server' })).toBeVisible();
  return complaints;
}

test('[TR6] axe finds nothing serious in the dialogs of pairing, on a phone too', async ({
  page,
}) => {
  for (const pairing of ['hidden', 'answering']) {
    const complaints = await open(page, pairing);
    expect(await seriousViolations(page), pairing).toEqual([]);
    expect(complaints).toEqual([]);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await openState(gallery, page, 'start-first');
  await page.getByRole('button', { name: 'Join a class' }).click();
  await page.getByRole('button', { name: 'Join without the internet' }).click();
  expect(await seriousViolations(page)).toEqual([]);
});

test('[TR6] by keyboard: what is pasted is read, and Escape ends it', async ({ page }) => {
  await open(page, 'offering');
  const dialog = page.getByRole('dialog', { name: 'Connect without a server' });
  await expect(dialog.getByRole('img', { name: 'QR code for the other device' })).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Text of the code' }).focus();
  await page.keyboard.type('#/pair/x');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  expect(await commands(page)).toEqual([
    ['offerPairing'],
    ['readPairing', '#/pair/x'],
    ['endPairing'],
  ]);
});

test('[TR6] without a camera, or where it is refused, it says so and the text is left', async ({
  page,
}) => {
  const dialog = page.getByRole('dialog', { name: 'Connect without a server' });
  for (const [failure, sentence] of [
    ['NotFoundError', 'This device has no camera that can be used.'],
    ['NotAllowedError', 'The camera is not allowed here.'],
    ['NotReadableError', 'Another program uses the camera.'],
  ] as const) {
    await page.addInitScript((name) => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', name));
    }, failure);
    await open(page, 'offering');
    await dialog.getByRole('button', { name: 'Use the camera' }).click();
    await expect(dialog.getByRole('alert')).toContainText(sentence);
    await expect(dialog.getByRole('textbox', { name: 'Text of the code' })).toBeEnabled();
  }
});

test('[TR6] once the camera is allowed, a code whose addresses were hidden is made anew', async ({
  page,
}) => {
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = async () => {
      const canvas = document.createElement('canvas');
      canvas.getContext('2d')?.fillRect(0, 0, 9, 9);
      return canvas.captureStream(5);
    };
  });
  await open(page, 'hidden');
  await page.getByRole('button', { name: 'Use the camera' }).click();
  await expect(page.getByRole('img', { name: 'What the camera sees' })).toBeVisible();
  await expect.poll(() => commands(page)).toEqual([['offerPairing'], ['offerPairing']]);
  await page.getByRole('button', { name: 'Stop the camera' }).click();
  await expect(page.getByRole('img', { name: 'What the camera sees' })).toBeHidden();
});
