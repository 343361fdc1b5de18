import { KernelMessage } from '@jupyterlab/services';
import type { JSONObject } from '@lumino/coreutils';
import type { IKernel } from '@jupyterlite/services';
import { fromBase64Url, toBase64Url } from '../../../src/base/bytes.ts';
import type { Clock } from '../../../src/base/clock.ts';
import type { Unsubscribe } from '../../../src/base/unsubscribe.ts';
import { PYTHON_ENDED } from '../../widgets/python-ended.ts';
import type { KernelHost } from '../kernel-host.ts';
import { LecternKernel } from '../lectern-kernel.ts';
import { MAX_BUFFERS, MAX_COMMS } from '../limits.ts';
import type { CommMessage } from '../protocol.ts';
import { ipythonShell } from './ipython-shell.ts';

type FromPage =
  | KernelMessage.ICommOpenMsg
  | KernelMessage.ICommMsgMsg
  | KernelMessage.ICommCloseMsg;

/** Speaks Jupyter's kernel protocol for a Python with IPython's shell, comms included. */
export class IPythonKernel extends LecternKernel {
  /** The comms that are open, by id, and what each is for. */
  readonly #comms = new Map<string, string>();
  readonly #endRestarts: Unsubscribe;

  /** Takes over the host, whose Python has run nothing yet, and disposes of it. The rest as for `LecternKernel`. */
  constructor(options: IKernel.IOptions, host: KernelHost, clock: Clock, worked: () => void) {
    super(options, host, clock, worked);
    host.useShell(ipythonShell);
    this.#endRestarts = host.state.subscribe((state) => {
      if (state === 'starting') this.#forget();
    });
    void host.isComplete(''); // gets IPython while nobody waits; what goes wrong is told by the first cell
  }

  override dispose(): void {
    this.#endRestarts();
    super.dispose();
  }

  override async kernelInfoRequest(): Promise<KernelMessage.IInfoReplyMsg['content']> {
    const info = await super.kernelInfoRequest();
    if (info.status !== 'ok') return info;
    const help_links = [
      ...info.help_links,
      { text: 'IPython', url: 'https://ipython.readthedocs.io/' },
    ];
    return {
      ...info,
      implementation: 'ipython',
      banner: `${info.banner} with IPython`,
      help_links,
    };
  }

  /** JupyterLite passes on all but the question which comms are open. */
  override async handleMessage(message: KernelMessage.IMessage): Promise<void> {
    if (message.header.msg_type !== 'comm_info_request') return super.handleMessage(message);
    const content = await this.commInfoRequest(
      (message as KernelMessage.ICommInfoRequestMsg).content,
    );
    this.answer(message, ({ session, parentHeader }) =>
      KernelMessage.createMessage<KernelMessage.ICommInfoReplyMsg>({
        session,
        parentHeader: parentHeader as KernelMessage.IHeader<'comm_info_request'>,
        channel: 'shell',
        msgType: 'comm_info_reply',
        content,
      }),
    );
  }

  override async commInfoRequest({
    target_name: wanted,
  }: KernelMessage.ICommInfoRequestMsg['content']): Promise<
    KernelMessage.ICommInfoReplyMsg['content']
  > {
    const comms = [...this.#comms]
      .filter(([, target]) => wanted === undefined || wanted === target)
      .map(([id, target_name]) => [id, { target_name }] as const);
    return { status: 'ok', comms: Object.fromEntries(comms) };
  }

  override async commOpen(message: KernelMessage.ICommOpenMsg): Promise<void> {
    this.#note('open', message.content.comm_id, message.content.target_name);
    await this.#toPython('open', message, message.content.target_name);
  }

  override commMsg(message: KernelMessage.ICommMsgMsg): Promise<void> {
    return this.#toPython('msg', message);
  }

  override async commClose(message: KernelMessage.ICommCloseMsg): Promise<void> {
    this.#comms.delete(message.content.comm_id);
    await this.#toPython('close', message);
  }

  protected override receiveComm(
    message: CommMessage,
    parent: LecternKernel['parentHeader'],
  ): void {
    const { op, commId, target, data, metadata, buffers } = message;
    if (!this.#note(op, commId, target)) {
      // One too many: Python's end is closed, too. Others are for comms that the page has closed meanwhile.
      if (op === 'open') void this.host.comm({ ...message, op: 'close' }, () => undefined);
      return;
    }
    const content = { comm_id: commId, data, ...(op === 'open' && { target_name: target }) };
    this.handleComm(
      `comm_${op}`,
      content as unknown as KernelMessage.ICommMsgMsg['content'],
      metadata as JSONObject,
      buffers.map((text) => fromBase64Url(text) ?? new Uint8Array()),
      parent,
    );
  }

  /** Another Python has begun, which knows of none of the comms: the page's ends are closed. */
  #forget(): void {
    const ids = [...this.#comms.keys()];
    this.#comms.clear();
    for (const comm_id of ids) {
      const content: unknown = { comm_id, data: { [PYTHON_ENDED]: true } };
      this.handleComm(
        'comm_close',
        content as KernelMessage.ICommMsgMsg['content'],
        {},
        [],
        this.parentHeader,
      );
    }
  }

  /** Keeps which comms are open. False where a message is for one that is not. */
  #note(op: CommMessage['op'], commId: string, target: string): boolean {
    if (op === 'open' && this.#comms.size < MAX_COMMS) this.#comms.set(commId, target);
    const isOpen = this.#comms.has(commId);
    if (op === 'close') this.#comms.delete(commId);
    return isOpen;
  }

  async #toPython(op: CommMessage['op'], message: FromPage, target = ''): Promise<void> {
    // What Python shows for it belongs to it, not to the cell that ran last.
    const parent = message.header as unknown as LecternKernel['parentHeader'];
    const { content, metadata, buffers = [] } = message;
    const comm: CommMessage = {
      op,
      commId: content.comm_id,
      target,
      data: content.data,
      metadata,
      buffers: buffers.slice(0, MAX_BUFFERS).map((bytes) => toBase64Url(bytesOf(bytes))),
    };
    const result = await this.host.comm(
      comm,
      (output) => this.publish(output, this.executionCount, parent),
      message.header.msg_id,
    );
    if (!result.ok || result.value.status === 'ok') return; // a Python that ended tells it in its cell
    const { ename, evalue, traceback } = result.value;
    this.publishExecuteError({ ename, evalue, traceback: [...traceback] }, parent);
  }
}

function bytesOf(buffer: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(buffer)
    ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    : new Uint8Array(buffer);
}
