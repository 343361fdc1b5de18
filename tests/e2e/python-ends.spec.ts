import { expect } from '@playwright/test';
import { journey } from '../support/journey.ts';

journey(
  '[KE3] what ends Python between two cells is said in the cell that ran last, and the notebook stays @long',
  async ({ people }) => {
    const person = await people.come();
    people.allow(/Maximum call stack/, /fatal error/); // the dying worker's last words
    await person.workAlone();
    const cell = person.cells.first();
    const dies = `import asyncio, json
x = 1
asyncio.get_running_loop().call_later(1, json.loads, "[" * 100_000)
print("do" + "ne")`;
    await person.type(cell, dies);
    await person.run(cell, 'done');
    await expect(cell.locator('.jp-OutputArea')).toContainText(
      'Python stopped working and was restarted. All variables are gone: run the cells above again.',
    );
    await person.hasSaved();
    await person.page.reload(); // back into the notebook
    await person.hasCells(dies.replaceAll('\n', '')); // lines are elements
    await expect(cell.locator('.jp-OutputArea')).toContainText('Python stopped working');
    await person.type(cell, 'print("x" in globals())');
    await person.run(cell, 'False');
  },
);
