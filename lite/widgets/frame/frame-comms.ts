import type { IClassicComm, ICallbacks } from '@jupyter-widgets/base';
import type { ToWidgetFrame } from '../widget-protocol.ts';

/** What the page says of one comm. */
type CommNews = Extract<ToWidgetFrame, { type: 'message' | 'close' | 'done' }>;

type Handler = (message: unknown) => void;

/** The frame's ends of the comms that the page lets it know. */
export class FrameComms {
  readonly #port: MessagePort;
  readonly #comms = new Map<string, FrameComm>();
  /** What waits for Python's work on a message of ours, by its number. */
  readonly #waiting = new Map<number, ICallbacks>();
  #next = 1;

  constructor(port: MessagePort) {
    this.#port = port;
  }

  open(id: string): IClassicComm {
    const comm = new FrameComm(id, (data, callbacks, buffers) =>
      this.#send(id, data, callbacks, buffers),
    );
    this.#comms.set(id, comm);
    return comm;
  }

  receive(news: CommNews): void {
    if (news.type === 'done') {
      const status = this.#waiting.get(news.n)?.iopub?.['status'];
      this.#waiting.delete(news.n);
      const idle: unknown = { content: { execution_state: 'idle' } };
      status?.(idle as Parameters<typeof status>[0]);
      return;
    }
    const comm = this.#comms.get(news.id);
    if (news.type === 'close') {
      this.#comms.delete(news.id);
      comm?.closed();
      return;
    }
    const { data, buffers, of } = news;
    const parent_header = { msg_id: of === null ? '' : String(of) };
    comm?.heard({ content: { comm_id: news.id, data }, buffers, parent_header });
  }

  #send(id: string, data: unknown, callbacks: ICallbacks, buffers: readonly ArrayBuffer[]): string {
    const n = this.#next++;
    this.#waiting.set(n, callbacks);
    const message = [JSON.stringify({ type: 'send', n, id, data }), ...buffers];
    this.#port.postMessage(message, []);
    return String(n);
  }
}

/** A comm as Jupyter's library for widgets wants it. What comes before the library listens waits. */
class FrameComm implements IClassicComm {
  readonly comm_id: string;
  readonly target_name = 'jupyter.widget';
  readonly #send: (data: unknown, callbacks: ICallbacks, buffers: readonly ArrayBuffer[]) => string;
  #early: unknown[] = [];
  #onMsg: Handler | null = null;
  #onClose: Handler = () => undefined;

  constructor(
    id: string,
    send: (data: unknown, callbacks: ICallbacks, buffers: readonly ArrayBuffer[]) => string,
  ) {
    this.comm_id = id;
    this.#send = send;
  }

  /** Python has opened it: nothing is to be done. */
  open(): string {
    return '';
  }

  send(
    data: unknown,
    callbacks: ICallbacks = {},
    _metadata?: unknown,
    buffers: readonly (ArrayBuffer | ArrayBufferView)[] = [],
  ): string {
    return this.#send(data, callbacks, buffers.map(copied));
  }

  /** Python alone closes. */
  close(): string {
    return '';
  }

  on_msg(callback: Handler): void {
    this.#onMsg = callback;
    for (const message of this.#early.splice(0)) callback(message);
  }

  on_close(callback: Handler): void {
    this.#onClose = callback;
  }

  heard(message: unknown): void {
    if (this.#onMsg === null) this.#early.push(message);
    else this.#onMsg(message);
  }

  closed(): void {
    this.#onClose({});
  }
}

function copied(bytes: ArrayBuffer | ArrayBufferView): ArrayBuffer {
  const view = ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
  return view.slice().buffer;
}
