import type { Browser } from '@playwright/test';
import { afterEach, describe, expect, test } from 'vitest';
import { ClassroomPage } from '../../support/classroom-page.ts';
import { canMakeNetworks, NetworkLab } from '../../support/network-lab.ts';
import type { Nat } from '../../support/network-lab.ts';

// Needs a built application (npm run build), Linux, root, iproute2, nftables and coturn; it is skipped elsewhere.

let lab: NetworkLab | null = null;
afterEach(async () => {
  await lab?.close();
  lab = null;
});

interface Lesson {
  readonly teacher: ClassroomPage;
  readonly student: ClassroomPage;
}

/** A teacher in one home, a student in the other, a cell shared and seen. */
async function meet(lab: NetworkLab, ...args: string[]): Promise<Lesson> {
  const [north, south] = await Promise.all([lab.browser(0, ...args), lab.browser(1, ...args)]);
  const teacher = await open(north, lab.url);
  await teacher.teach('Python 101', 'Ada');
  const { link } = await teacher.invitation();
  const student = await open(south, link);
  await student.join('Ben');
  await share(teacher, 'first = 1');
  await seen(student, 'first = 1');
  return { teacher, student };
}

async function share(teacher: ClassroomPage, source: string): Promise<void> {
  const cell = teacher.cells.first();
  await teacher.type(cell, source);
  const button = cell.getByRole('button', { name: 'Share cell', exact: true });
  if ((await button.getAttribute('aria-pressed')) === 'true')
    await cell.getByRole('button', { name: 'Share now' }).click();
  else await button.click();
}

async function seen(student: ClassroomPage, source: string): Promise<void> {
  const cell = student.sharedCells.first();
  await cell.waitFor({ timeout: 60_000 });
  const preview = cell.getByRole('region', { name: /^Preview: / });
  if (!(await preview.isVisible())) await student.openPreview(cell);
  await preview.getByText(source).first().waitFor({ timeout: 60_000 });
}

/** A page whose WebRTC connections can be looked at: `watched` on its window. */
async function open(browser: Browser, url: string): Promise<ClassroomPage> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  await context.addInitScript(() => {
    const watched: RTCPeerConnection[] = [];
    Object.assign(globalThis, {
      watched,
      RTCPeerConnection: new Proxy(RTCPeerConnection, {
        construct(target, given: [RTCConfiguration?]) {
          const connection = new target(...given);
          watched.push(connection);
          return connection;
        },
      }),
    });
  });
  return ClassroomPage.openTab(context, url);
}

/** The way to the other side: type of the own candidate in use and its protocol, "none" without WebRTC. */
async function path({ page }: ClassroomPage): Promise<string> {
  return page.evaluate(async () => {
    const { watched } = globalThis as unknown as { watched: RTCPeerConnection[] };
    const connection = watched.find(({ connectionState }) => connectionState === 'connected');
    if (connection === undefined) return 'none';
    const reports = new Map<string, Record<string, string>>();
    for (const report of (await connection.getStats()).values() as Iterable<Record<string, string>>)
      reports.set(report['id'] ?? '', report);
    const transport = [...reports.values()].find(({ type }) => type === 'transport');
    const pair = reports.get(transport?.['selectedCandidatePairId'] ?? '');
    const local = reports.get(pair?.['localCandidateId'] ?? '');
    return `${local?.['candidateType']} ${local?.['relayProtocol'] ?? local?.['protocol']}`;
  });
}

describe.runIf(canMakeNetworks())('networks', () => {
  const cases: readonly {
    readonly name: string;
    readonly nats: readonly [Nat, Nat];
    readonly stun?: boolean;
    readonly turn?: string;
    readonly udp?: boolean;
    readonly path: RegExp;
  }[] = [
    {
      name: 'cone NAT on both sides, with STUN',
      nats: ['cone', 'cone'],
      stun: true,
      path: /^(srflx|prflx) udp$/,
    },
    {
      name: 'symmetric NAT on both sides, through TURN',
      nats: ['symmetric', 'symmetric'],
      stun: true,
      turn: 'turn:203.0.113.100:3478',
      path: /^(relay|srflx|prflx) udp$/,
    },
    {
      name: 'UDP blocked, through TURN over TCP',
      nats: ['symmetric', 'symmetric'],
      turn: 'turn:203.0.113.100:3478?transport=tcp',
      path: /^relay tcp$/,
      udp: false,
    },
    {
      name: 'UDP blocked and no TURN, through the relay of the server',
      nats: ['cone', 'cone'],
      udp: false,
      path: /^none$/,
    },
  ];

  test.each(cases)(
    '[TR5] a lesson: $name',
    async ({ nats, stun = false, turn = null, udp = true, path: wanted }) => {
      lab = new NetworkLab();
      lab.setRouters(nats, udp);
      if (stun || turn !== null) await lab.startTurn();
      await lab.startServer({ stun, turn });
      const { teacher, student } = await meet(lab);
      await share(teacher, 'second = 2');
      await seen(student, 'second = 2');
      expect(await path(student)).toMatch(wanted);
      expect(student.complaints).toEqual([]);
    },
    180_000,
  );

  test('[TR1] [TR5] a laptop gets another address in mid-lesson and goes on', async () => {
    lab = new NetworkLab();
    lab.setRouters(['cone', 'cone']);
    await lab.startTurn();
    await lab.startServer({ stun: true });
    const { teacher, student } = await meet(lab);
    lab.changeAddress(1);
    await share(teacher, 'elsewhere = 2');
    await seen(student, 'elsewhere = 2');
    await student.isTogetherWith(1);
  }, 180_000);

  test('[TR2] a lesson while one in twenty packets is lost', async () => {
    lab = new NetworkLab();
    lab.setRouters(['cone', 'cone']);
    await lab.startTurn();
    await lab.startServer({ stun: true });
    lab.lose(5);
    const { teacher, student } = await meet(lab);
    for (let version = 2; version <= 6; version++) {
      await share(teacher, `version = ${version}`);
      await seen(student, `version = ${version}`);
    }
  }, 180_000);
});
