import type { Kernel, KernelMessage } from '@jupyterlab/services';
import type { JsonObject } from '../../src/base/json.ts';
import type { RefusalCounter } from '../../src/base/logger.ts';
import { CaughtOutputs } from './caught-outputs.ts';
import { PYTHON_ENDED } from './python-ended.ts';
import { parseWidgetData, parseWidgetState } from './parse-widget-data.ts';
import type { WidgetData } from './widget-protocol.ts';
import { WidgetLedger } from './widget-ledger.ts';
import { WidgetLine, type WidgetEnd, type WidgetSight } from './widget-line.ts';

const TARGET = 'jupyter.widget';

/** An Output widget that catches what one message makes Python show, or has done so. */
interface Catch {
  outputs: CaughtOutputs;
  readonly end: (() => void) | null;
  readonly message: string;
  /** Whether Python is working on what was caught, and whether more has come since. */
  telling: boolean;
  more: boolean;
}

/**
 * The widgets of one kernel: keeps what Python says of each, passes on what the frames say that show them, and catches
 * outputs for Output widgets. What Python says is looked at, too; what is not of the protocol is refused and counted.
 */
export class KernelWidgets {
  readonly #kernel: Kernel.IKernelConnection;
  readonly #refusals: RefusalCounter;
  readonly #ledger = new WidgetLedger();
  readonly #comms = new Map<string, Kernel.IComm>();
  readonly #lines = new Set<WidgetLine>();
  readonly #catches = new Map<string, Catch>();

  constructor(kernel: Kernel.IKernelConnection, refusals: RefusalCounter) {
    this.#kernel = kernel;
    this.#refusals = refusals;
    kernel.registerCommTarget(TARGET, this.#opened);
    kernel.statusChanged.connect(this.#statusChanged);
    kernel.disposed.connect(this.#ended);
  }

  /** A line for a frame that shows this widget, until `end`; null where Python has no such widget. */
  watch(id: string, sight: WidgetSight): WidgetLine | null {
    if (!this.#ledger.has(id)) return null;
    const line = new WidgetLine(id, this.#ledger, this.#comms, this.#refusals, sight, () =>
      this.#lines.delete(line),
    );
    this.#lines.add(line);
    return line;
  }

  dispose(): void {
    if (!this.#kernel.isDisposed) this.#kernel.removeCommTarget(TARGET, this.#opened);
    this.#kernel.statusChanged.disconnect(this.#statusChanged);
    this.#kernel.disposed.disconnect(this.#ended);
    this.#ended();
  }

  readonly #opened = (comm: Kernel.IComm, message: KernelMessage.ICommOpenMsg): void => {
    const { content, metadata, buffers } = message;
    const state = parseWidgetState(content.data, buffersOf(buffers));
    const version = metadata['version'];
    const known = typeof version === 'string' && version.startsWith('2.');
    if (state === null || !known || !this.#ledger.open(comm.commId, state)) {
      this.#refusals.refuse('widget-open-refused');
      return;
    }
    this.#comms.set(comm.commId, comm);
    comm.onMsg = (each) => this.#heard(comm.commId, each);
    comm.onClose = (each) =>
      this.#closed(comm.commId, each.content.data[PYTHON_ENDED] === true ? 'python' : 'closed');
    for (const line of this.#lines) line.opened(comm.commId);
  };

  #heard(
    id: string,
    { content, buffers: sent, parent_header: parent }: KernelMessage.ICommMsgMsg,
  ): void {
    const buffers = buffersOf(sent);
    const read = parseWidgetData(content.data, buffers.length);
    if (read === null || !('state' in read || 'content' in read))
      return this.#refusals.refuse('widget-message-refused');
    const data = this.#withoutCaught(id, read);
    if ('state' in data) {
      const { state, buffer_paths: paths } = data;
      if (!this.#ledger.merge(id, { state, paths, buffers }))
        return this.#refusals.refuse('widget-too-large');
      if ('outputs' in state) this.#takeOutputs(id, state);
      if ('msg_id' in state) this.#catch(id);
    }
    this.#forward(id, data, buffers, 'msg_id' in parent ? parent.msg_id : '');
  }

  #forward(id: string, data: WidgetData, buffers: readonly ArrayBuffer[], parent: string): void {
    for (const line of this.#lines) line.tell(id, data, buffers, parent);
  }

  #closed(id: string, why: WidgetEnd): void {
    this.#catches.get(id)?.end?.();
    this.#catches.delete(id);
    this.#ledger.close(id);
    this.#comms.delete(id);
    for (const line of [...this.#lines]) line.closed(id, why);
  }

  /** What was caught is ours: Python's echo of it may be older than what has come since. */
  #withoutCaught(id: string, data: WidgetData): WidgetData {
    if (data.method !== 'echo_update' || !this.#catches.has(id)) return data;
    const { outputs: _, ...state } = data.state;
    return { ...data, state };
  }

  #takeOutputs(id: string, { outputs }: JsonObject): void {
    const known = this.#catches.get(id);
    if (known !== undefined)
      known.outputs = new CaughtOutputs(Array.isArray(outputs) ? outputs : []);
  }

  /** An Output widget names the message whose outputs it wants, or none. */
  #catch(id: string): void {
    if (this.#ledger.value(id, '_model_name') !== 'OutputModel') return;
    const before = this.#catches.get(id);
    const message = this.#ledger.value(id, 'msg_id');
    if (typeof message !== 'string' || message === before?.message) return;
    before?.end?.();
    const hook = ({ header, content }: KernelMessage.IIOPubMessage): boolean => {
      if (!caught.outputs.take(header.msg_type, content as unknown as JsonObject)) return true;
      this.#tellOutputs(id, caught);
      return false;
    };
    const listed = this.#ledger.value(id, 'outputs');
    const caught: Catch = {
      outputs: before?.outputs ?? new CaughtOutputs(Array.isArray(listed) ? listed : []),
      message,
      end: message === '' ? null : () => this.#kernel.removeMessageHook(message, hook),
      telling: before?.telling ?? false,
      more: before?.more ?? false,
    };
    this.#catches.set(id, caught);
    if (message !== '') this.#kernel.registerMessageHook(message, hook);
  }

  #tellOutputs(id: string, caught: Catch): void {
    const state: JsonObject = { outputs: caught.outputs.value };
    this.#ledger.merge(id, { state, paths: [], buffers: [] });
    this.#forward(id, { method: 'update', state, buffer_paths: [] }, [], '');
    this.#tellPython(id);
  }

  /** Python's own `outputs` follow, one message at a time. */
  #tellPython(id: string): void {
    const caught = this.#catches.get(id);
    const comm = this.#comms.get(id);
    if (caught === undefined || comm === undefined || comm.isDisposed) return;
    caught.more = caught.telling;
    if (caught.telling) return;
    caught.telling = true;
    const next = (): void => {
      const now = this.#catches.get(id);
      if (now === undefined) return;
      now.telling = false;
      if (now.more) this.#tellPython(id);
    };
    const outputs = caught.outputs.value as JsonObject[];
    void comm
      .send({ method: 'update', state: { outputs }, buffer_paths: [] } as never)
      .done.then(next, next);
  }

  readonly #statusChanged = (_: Kernel.IKernelConnection, status: Kernel.Status): void => {
    if (['restarting', 'autorestarting', 'terminating', 'dead'].includes(status)) this.#ended();
  };

  /** Python has gone, and with it all widgets. */
  readonly #ended = (): void => {
    for (const id of [...this.#comms.keys()]) this.#closed(id, 'python');
    this.#ledger.clear();
  };
}

function buffersOf(
  buffers: readonly (ArrayBuffer | ArrayBufferView)[] = [],
): readonly ArrayBuffer[] {
  return buffers.map((each) => {
    const bytes = ArrayBuffer.isView(each)
      ? new Uint8Array(each.buffer, each.byteOffset, each.byteLength)
      : new Uint8Array(each);
    return bytes.slice().buffer;
  });
}
