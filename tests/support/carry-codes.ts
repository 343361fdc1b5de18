import { expect, type Locator } from '@playwright/test';
import type { ClassroomPage } from './classroom-page.ts';

/** The dialog in which two people connect their devices without a server. */
export function pairingDialog({ page }: ClassroomPage): Locator {
  return page.getByRole('dialog', { name: 'Connect without a server' });
}

/** What the other person is to read: this device's code as text. */
export async function codeOf(person: ClassroomPage): Promise<string> {
  const field = pairingDialog(person).getByRole('textbox', { name: 'This code as text' });
  await expect(field).not.toHaveValue('');
  return field.inputValue();
}

/** Opens the dialog in a class that is open. */
export async function openPairing(person: ClassroomPage): Promise<void> {
  await person.openPeople();
  await person.page.getByRole('button', { name: 'Connect without a server' }).click();
}

/** Opens the start screen's dialog and takes the code of somebody in the class; the join form follows. */
export async function joinByCode(person: ClassroomPage, name: string, code: string): Promise<void> {
  const { page } = person;
  await page.getByRole('button', { name: 'Join a class' }).click();
  await page.getByRole('button', { name: 'Join without the internet' }).click();
  await readCode(person, 'Join without the internet', code);
  await person.join(name);
}

/** Pastes a code where the dialog takes it. */
export async function readCode(
  { page }: ClassroomPage,
  dialog: string,
  code: string,
): Promise<void> {
  const within = page.getByRole('dialog', { name: dialog });
  await within.getByRole('textbox', { name: 'Text of the code' }).fill(code);
  await within.getByRole('button', { name: 'Read text' }).click();
}

/** Waits until both devices say that they are connected, and closes the dialogs. */
export async function areConnected(...people: readonly ClassroomPage[]): Promise<void> {
  for (const person of people) {
    const dialog = pairingDialog(person);
    await expect(dialog.getByRole('status').first()).toHaveText(/^Connected/);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await expect(dialog).toBeHidden();
  }
}
