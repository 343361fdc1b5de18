import { expect, test } from '@playwright/test';
import { BUILT_APP } from '../support/built-app.ts';
import { weighFirstVisit } from '../support/first-visit-weight.ts';
import { startServer } from '../support/start-server.ts';

test('[PF1] a first visit stays within its bytes: start screen, first cell, first result', async ({
  page,
}) => {
  const server = await startServer({ appDir: BUILT_APP });
  const weight = await weighFirstVisit(page, server.url, BUILT_APP);
  await server.stop();
  expect(weight.startScreenJs).toBeGreaterThan(20_000);
  expect(weight.startScreenJs).toBeLessThan(60_000);
  expect(weight.firstCellJs).toBeGreaterThan(500_000);
  expect(weight.firstCellJs).toBeLessThan(1_000_000);
  // Python's interpreter alone is most of three.
  expect(weight.firstResultTotal).toBeGreaterThan(3_000_000);
  expect(weight.firstResultTotal).toBeLessThan(7_500_000);
});
