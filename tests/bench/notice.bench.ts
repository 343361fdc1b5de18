import { launchBrowser, quantile } from '../support/bench-browser.ts';
import { ClassroomPage } from '../support/classroom-page.ts';
import { startServer } from '../support/start-server.ts';

const SHARES = 20;

/**
 * From the press of "Share now" to the notice on the students' screens, in real browsers on this machine over real data
 * channels. Arguments: `--students N` (5). All pages run in one browser, so their clocks are one.
 */
export default async function notice(args: readonly string[], log: (line: string) => void) {
  const students = Number(args[args.indexOf('--students') + 1] ?? 5) || 5;
  const server = await startServer();
  const browser = await launchBrowser();
  const teacher = await ClassroomPage.open(browser, server.url);
  await teacher.teach('Benchmark', 'Teacher');
  await teacher.page.getByRole('button', { name: 'Invite' }).click();
  const link = await teacher.page.getByRole('textbox', { name: 'Class link' }).inputValue();
  await teacher.page.keyboard.press('Escape');
  const pages: ClassroomPage[] = [];
  for (let i = 1; i <= students; i++) {
    const student = await ClassroomPage.open(browser, link);
    await student.join(`Student ${i}`);
    await student.status.getByText('Connected').waitFor();
    pages.push(student);
  }
  const cell = teacher.cells.first();
  await teacher.type(cell, 'version = 0');
  await teacher.page.getByRole('button', { name: 'Share cell', exact: true }).click();
  const noticeMs: number[] = [];
  for (let version = 1; version <= SHARES; version++) {
    const seen = pages.map(({ page }) => seenAt(page, version));
    await teacher.type(cell, `version = ${version}`);
    await teacher.page.evaluate(() => {
      addEventListener('click', () => performance.mark('bench:pressed'), {
        capture: true,
        once: true,
      });
    });
    await teacher.page.getByRole('button', { name: 'Share now' }).click();
    const pressed = await teacher.page.evaluate(
      () =>
        performance.timeOrigin +
        (performance.getEntriesByName('bench:pressed').at(-1)?.startTime ?? Number.NaN),
    );
    for (const at of await Promise.all(seen)) noticeMs.push(at - pressed);
    log(`share ${version} of ${SHARES}`);
  }
  await browser.close();
  await server.stop();
  const rounded = (q: number) => Math.round(quantile(noticeMs, q));
  return { students, shares: SHARES, noticeMs: { p50: rounded(0.5), p95: rounded(0.95) } };
}

/** When (ms since the epoch) the list "Shared cells" first shows this version's source, looked at every frame. */
function seenAt(page: ClassroomPage['page'], version: number): Promise<number> {
  return page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const texts = (root: ParentNode): string =>
          [...root.querySelectorAll('*')]
            .map((element) =>
              element.shadowRoot === null
                ? ''
                : (element.shadowRoot.textContent ?? '') + texts(element.shadowRoot),
            )
            .join('');
        const look = () => {
          const panel = document.querySelector('lectern-panel')?.shadowRoot;
          if (panel && texts(panel).includes(wanted))
            resolve(performance.timeOrigin + performance.now());
          else requestAnimationFrame(look);
        };
        look();
      }),
    `version = ${version}`,
  );
}
