import type { Kernel, KernelMessage } from '@jupyterlab/services';
import type { JSONObject } from '@lumino/coreutils';
import type { RefusalCounter } from '../../src/base/logger.ts';
import { MAX_IN_FLIGHT, MAX_IN_FLIGHT_BYTES, MAX_REFUSED } from './limits.ts';
import type { FromWidgetFrame, ToWidgetFrame, WidgetData, WidgetModel } from './widget-protocol.ts';
import type { WidgetLedger } from './widget-ledger.ts';

/** Why a widget is shown no longer: Python closed it, Python has ended, or its frame sent what no frame of ours sends. */
export type WidgetEnd = 'closed' | 'python' | 'refused';

/** Where a widget is shown. */
export interface WidgetSight {
  /** Hands the frame a message. */
  post(message: ToWidgetFrame): void;
  /** Python shows something while it works on what the frame sent, outside of any Output widget. */
  show(message: KernelMessage.IIOPubMessage): void;
  /** Called once, with nothing after it. */
  end(why: WidgetEnd): void;
}

type Sent = Extract<FromWidgetFrame, { type: 'send' }>;

/** One frame's line to a kernel: lets through what concerns the widgets that the frame shows, and as much as Python keeps up with. */
export class WidgetLine {
  readonly #root: string;
  readonly #ledger: WidgetLedger;
  readonly #comms: ReadonlyMap<string, Kernel.IComm>;
  readonly #refusals: RefusalCounter;
  readonly #sight: WidgetSight;
  readonly #onEnd: () => void;
  /** The widgets that the frame knows. */
  readonly #known = new Set<string>();
  /** Python's messages answer these: Jupyter's id → the frame's number. */
  readonly #inFlight = new Map<string, { readonly n: number; readonly weight: number }>();
  #weight = 0;
  #refused = 0;

  constructor(
    root: string,
    ledger: WidgetLedger,
    comms: ReadonlyMap<string, Kernel.IComm>,
    refusals: RefusalCounter,
    sight: WidgetSight,
    onEnd: () => void,
  ) {
    this.#root = root;
    this.#ledger = ledger;
    this.#comms = comms;
    this.#refusals = refusals;
    this.#sight = sight;
    this.#onEnd = onEnd;
  }

  /** What a frame begins with, and again when it begins anew. */
  models(): readonly WidgetModel[] {
    this.#known.clear();
    return this.#unknown();
  }

  /** A message of the frame's, as it was read. */
  send({ n, id, data, buffers }: Sent): void {
    const comm = this.#known.has(id) ? this.#comms.get(id) : undefined;
    if (comm === undefined || comm.isDisposed) return this.refuse('widget-comm-unknown');
    const weight =
      JSON.stringify(data).length + buffers.reduce((sum, each) => sum + each.byteLength, 0);
    if (this.#inFlight.size >= MAX_IN_FLIGHT || this.#weight + weight > MAX_IN_FLIGHT_BYTES)
      return this.refuse('widget-too-much');
    const future = comm.send(data as unknown as JSONObject, {}, [...buffers]);
    const message = future.msg.header.msg_id;
    this.#inFlight.set(message, { n, weight });
    this.#weight += weight;
    future.onIOPub = (each) => this.#sight.show(each);
    const done = (): void => {
      this.#inFlight.delete(message);
      this.#weight -= weight;
      this.#sight.post({ type: 'done', n });
    };
    void future.done.then(done, done); // it is rejected when Python ends, which `closed` tells
  }

  /** Counts what a frame should not have sent, and ends a frame that goes on. */
  refuse(code: string): void {
    this.#refusals.refuse(code);
    this.#refused += 1;
    if (this.#refused === MAX_REFUSED) this.#finish('refused');
  }

  /** Python has opened a widget: it may link some that the frame shows. */
  opened(id: string): void {
    if (this.#ledger.value(id, '_view_name') === null && this.#ledger.refers(id))
      this.#bringUnknown();
  }

  /** Python says something of a widget; `parent` is the id of the message that it answers. */
  tell(id: string, data: WidgetData, buffers: readonly ArrayBuffer[], parent: string): void {
    if (!this.#known.has(id)) return;
    if (data.method !== 'custom') this.#bringUnknown();
    this.#sight.post({
      type: 'message',
      id,
      data,
      buffers,
      of: this.#inFlight.get(parent)?.n ?? null,
    });
  }

  closed(id: string, why: WidgetEnd): void {
    if (id === this.#root) this.#finish(why);
    else if (this.#known.delete(id)) this.#sight.post({ type: 'close', id });
  }

  /** The frame is gone. */
  end(): void {
    this.#onEnd();
  }

  #finish(why: WidgetEnd): void {
    this.#onEnd();
    this.#sight.end(why);
  }

  #bringUnknown(): void {
    const models = this.#unknown();
    if (models.length > 0) this.#sight.post({ type: 'open', models });
  }

  /** The widgets that the frame needs and does not know yet: from now on it does. */
  #unknown(): readonly WidgetModel[] {
    const ids = this.#ledger.reach([this.#root]).filter((id) => !this.#known.has(id));
    for (const id of ids) this.#known.add(id);
    return ids.flatMap((id) => this.#ledger.model(id) ?? []);
  }
}
