import { expect } from '@playwright/test';
import { journey } from '../support/journey.ts';

const DATA = 'https://data.example/table.csv';
const FETCH = `from pyodide.http import pyfetch
try: print(await (await pyfetch('${DATA}')).string())
except OSError: print('not reached')`;

journey(
  '[KE1] a teacher opens the network to Python in a class, and closes it again @long',
  async ({ people }) => {
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    const { link } = await ada.invitation();
    await ada.openCells();
    await ada.page.getByText('Python in this class').click();
    const network = ada.page.getByRole('combobox', { name: 'Network' });
    await network.selectOption('Any address');

    const ben = await people.come(link);
    await ben.page.route(DATA, (route) =>
      route.fulfill({ body: 'a,b', headers: { 'Access-Control-Allow-Origin': '*' } }),
    );
    people.allow(/^request to https:\/\/data\.example\/table\.csv$/);
    await ben.join('Ben');
    const rules = ben.page.locator('lectern-python-rules');
    await expect(rules).toHaveText('Python may use the internet in this class.');
    await ben.type(ben.cells.first(), FETCH);
    await ben.run(ben.cells.first(), 'a,b');

    await network.selectOption('None');
    await expect(rules).toHaveText('Python gets nothing from the internet in this class.');
    await ben.run(ben.cells.first(), 'not reached');
  },
);
