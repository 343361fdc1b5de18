import { getHeapCodeStatistics } from 'node:v8';
import type { CellRef } from '../../../src/notebook/notebook-app.ts';
import { NodeClassroom } from '../../support/node-classroom.ts';
import { createNodePeerConnection } from '../../support/node-rtc.ts';
import { countChannel, newCounters } from '../class/counters.ts';
import type { Order, Report } from './lesson-messages.ts';

// A process of the lesson benchmark: the server, the teacher, or some of the students. Orders come from the parent.

const counters = newCounters();

function createPeerConnection(configuration: RTCConfiguration) {
  const connection = createNodePeerConnection(configuration);
  const create = connection.createDataChannel.bind(connection);
  connection.createDataChannel = (...given) => {
    const channel = create(...given);
    countChannel(channel, counters, () => 'messages');
    return channel;
  };
  return connection;
}

/** Somebody who notes when a shared cell is shown for the first time. */
class Student {
  readonly shown = new Map<string, number>();
  readonly #classroom: NodeClassroom;
  readonly #awaited = new Map<string, () => void>();

  constructor(classroom: NodeClassroom) {
    this.#classroom = classroom;
    classroom.session.state.subscribe(() => this.#look());
    this.#look();
  }

  /** Resolves when the list shows a cell with this source. */
  see(source: string): Promise<void> {
    if (this.shown.has(source)) return Promise.resolve();
    return new Promise((resolve) => this.#awaited.set(source, resolve));
  }

  async joined(): Promise<void> {
    const { state } = this.#classroom.session;
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (state.value.standing === 'member') resolve();
      };
      state.subscribe(look);
      look();
    });
  }

  #look(): void {
    const now = Date.now();
    for (const { source } of this.#classroom.session.state.value.cells) {
      if (this.shown.has(source)) continue;
      this.shown.set(source, now);
      this.#awaited.get(source)?.();
      this.#awaited.delete(source);
    }
  }
}

let teacher: NodeClassroom | null = null;
const shared = new Map<number, CellRef>();
const students: Student[] = [];

async function teach(signalingUrl: string): Promise<string> {
  teacher = await NodeClassroom.teach('Benchmark', 'Teacher', {
    signalingUrl,
    createPeerConnection,
  });
  const { state } = teacher.session;
  return new Promise((resolve) => {
    const look = (): void => {
      if (state.value.lesson.open && state.value.lesson.link !== '')
        resolve(state.value.lesson.link);
    };
    state.subscribe(look);
    look();
  });
}

function share(cell: number, source: string): void {
  if (teacher === null) throw new Error('nobody teaches here');
  const { notebook } = teacher;
  const known = shared.get(cell);
  const ref = known ?? notebook.type(source);
  if (known !== undefined) notebook.edit(ref, source);
  shared.set(cell, ref);
  notebook.actions?.share([ref]);
}

async function carryOut(order: Order): Promise<Report> {
  switch (order.kind) {
    case 'serve': {
      const { createServer, SIGNAL_PATH } = await import('../../../signaling/create-server.ts');
      const { port } = await createServer({ host: '127.0.0.1', port: 0 });
      return { url: `ws://127.0.0.1:${port}${SIGNAL_PATH}` };
    }
    case 'teach':
      return { link: await teach(order.signalingUrl) };
    case 'join': {
      const { link, signalingUrl } = order;
      for (let index = 0; index < order.students; index++) {
        const name = `Student ${process.pid} ${index}`;
        students.push(
          new Student(await NodeClassroom.join(link, name, { signalingUrl, createPeerConnection })),
        );
      }
      await Promise.all(students.map((student) => student.joined()));
      return {};
    }
    case 'share': {
      const at = Date.now();
      share(order.cell, order.source);
      return { at };
    }
    case 'await':
      await Promise.all(students.map((student) => student.see(order.source)));
      return {};
    case 'leave':
      await teacher?.session.leave();
      teacher = null;
      shared.clear();
      return {};
    case 'look': {
      const { user, system } = process.cpuUsage();
      return {
        shown: students.map(({ shown }) => [...shown]),
        cpuMs: (user + system) / 1000,
        sentBytes: counters.bytes,
      };
    }
    case 'weigh': {
      globalThis.gc?.();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      const { code_and_metadata_size: code } = getHeapCodeStatistics();
      return { heap: { bytes: heapUsed + arrayBuffers, code } };
    }
  }
}

process.on('message', ({ id, order }: { id: number; order: Order }) => {
  void carryOut(order).then((report) => process.send?.({ id, report }));
});
process.on('disconnect', () => process.exit());
