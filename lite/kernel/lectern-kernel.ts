import type { IMimeBundle } from '@jupyterlab/nbformat';
import { KernelMessage } from '@jupyterlab/services';
import { BaseKernel, type IKernel } from '@jupyterlite/services';
import type { PartialJSONObject } from '@lumino/coreutils';
import { pyodideVersion, pythonVersion } from 'virtual:lectern-kernel';
import type { Clock } from '../../src/base/clock.ts';
import type { KernelHost } from './kernel-host.ts';
import { KERNEL_END_TEXT, type KernelEnd } from './kernel-messages.ts';
import type { CommMessage, ExecuteReply, Output } from './protocol.ts';

/**
 * Speaks Jupyter's kernel protocol for a `KernelHost`. It is ready from the first moment: what is asked while Python
 * still starts waits for it, and what a dead Python leaves unanswered is answered with an error.
 */
export class LecternKernel extends BaseKernel {
  protected readonly host: KernelHost;
  readonly #send: IKernel.SendMessage;
  readonly #clock: Clock;
  readonly #worked: () => void;
  /** Cells sent before this moment (ms since the epoch) do not run: one before them failed. */
  #abortUntil = -Infinity;

  /**
   * Takes over the host and disposes of it. `clock` must be the one that dates messages: the device's. `worked` is
   * called after each cell that Python has run.
   */
  constructor(options: IKernel.IOptions, host: KernelHost, clock: Clock, worked: () => void) {
    const send = (message: KernelMessage.IMessage): void => {
      // After a restart the same client talks to a new kernel: nothing of the old one may reach it.
      if (this.isDisposed) return;
      if (message.header.msg_type === 'execute_reply')
        message = { ...message, metadata: KEEPS_QUEUE };
      options.sendMessage(message);
    };
    super({ ...options, sendMessage: send });
    this.#send = send;
    this.host = host;
    this.#clock = clock;
    this.#worked = worked;
  }

  /** Answers the cells that waited behind a failed one with `aborted`, as Jupyter's kernels do; works on all else. */
  override async handleMessage(message: KernelMessage.IMessage): Promise<void> {
    const { msg_type, date } = message.header;
    if (msg_type === 'execute_request' && Date.parse(date) < this.#abortUntil) {
      this.#abort(message);
      return;
    }
    await super.handleMessage(message);
  }

  /** Stops the running cell, if any. */
  interrupt(): void {
    this.host.interrupt();
  }

  override dispose(): void {
    if (this.isDisposed) return;
    super.dispose();
    this.host.dispose();
  }

  override async kernelInfoRequest(): Promise<KernelMessage.IInfoReplyMsg['content']> {
    return {
      status: 'ok',
      protocol_version: '5.3',
      implementation: 'lectern',
      implementation_version: pyodideVersion,
      banner: `Python ${pythonVersion} (Pyodide ${pyodideVersion})`,
      help_links: [{ text: 'Python', url: 'https://docs.python.org/3.14/' }],
      language_info: {
        name: 'python',
        version: pythonVersion,
        mimetype: 'text/x-python',
        file_extension: '.py',
        codemirror_mode: { name: 'ipython', version: 3 },
        pygments_lexer: 'ipython3',
        nbconvert_exporter: 'python',
      },
    };
  }

  override async executeRequest(
    content: KernelMessage.IExecuteRequestMsg['content'],
  ): Promise<KernelMessage.IExecuteReplyMsg['content']> {
    const parent = this.parentHeader;
    const execution_count = this.executionCount;
    const result = await this.host.execute(
      {
        code: content.code,
        count: content.store_history === false ? null : execution_count,
        allowStdin: content.allow_stdin ?? false,
        silent: content.silent ?? false,
        message: parent?.msg_id ?? '',
      },
      (output) => this.publish(output, execution_count, parent),
    );
    const reply = result.ok ? result.value : endReply(result.error);
    if (result.ok) this.#worked();
    if (reply.status === 'ok')
      return { status: 'ok', execution_count, user_expressions: {}, payload: [] };
    const error = { ename: reply.ename, evalue: reply.evalue, traceback: [...reply.traceback] };
    this.publishExecuteError(error, parent);
    if (content.stop_on_error !== false) this.#abortUntil = this.#clock.now();
    return { status: 'error', execution_count, ...error };
  }

  override async completeRequest(
    content: KernelMessage.ICompleteRequestMsg['content'],
  ): Promise<KernelMessage.ICompleteReplyMsg['content']> {
    const result = await this.host.complete(content.code, content.cursor_pos);
    if (!result.ok) return requestError(result.error);
    const { matches, start, end, kinds } = result.value;
    const types = matches.map((text, i) => ({ start, end, text, type: kinds[i] ?? '' }));
    return {
      status: 'ok',
      matches: [...matches],
      cursor_start: start,
      cursor_end: end,
      metadata: { _jupyter_types_experimental: types },
    };
  }

  override async inspectRequest(
    content: KernelMessage.IInspectRequestMsg['content'],
  ): Promise<KernelMessage.IInspectReplyMsg['content']> {
    const result = await this.host.inspect(content.code, content.cursor_pos, content.detail_level);
    if (!result.ok) return requestError(result.error);
    const { found, text } = result.value;
    return { status: 'ok', found, data: found ? { 'text/plain': text } : {}, metadata: {} };
  }

  override async isCompleteRequest(
    content: KernelMessage.IIsCompleteRequestMsg['content'],
  ): Promise<KernelMessage.IIsCompleteReplyMsg['content']> {
    const result = await this.host.isComplete(content.code);
    if (!result.ok) return { status: 'unknown' };
    const { status, indent } = result.value;
    return status === 'incomplete' ? { status, indent } : { status };
  }

  override async commInfoRequest(
    _content: KernelMessage.ICommInfoRequestMsg['content'],
  ): Promise<KernelMessage.ICommInfoReplyMsg['content']> {
    return { status: 'ok', comms: {} };
  }

  override inputReply(content: KernelMessage.IInputReplyMsg['content']): void {
    this.host.answerInput(content.status === 'ok' ? content.value : '');
  }

  // Comms belong to widgets, which this kernel does not offer: commInfoRequest names none, so none is ever used. A kernel
  // that offers them overrides these.
  override async commOpen(_message: KernelMessage.ICommOpenMsg): Promise<void> {}
  override async commMsg(_message: KernelMessage.ICommMsgMsg): Promise<void> {}
  override async commClose(_message: KernelMessage.ICommCloseMsg): Promise<void> {}

  /** Answers a request with a message that needs no Python, between "busy" and "idle". */
  protected answer(
    request: KernelMessage.IMessage,
    reply: (to: ReplyTo) => KernelMessage.IMessage,
  ): void {
    const to: ReplyTo = {
      session: request.header.session,
      parentHeader: request.header,
    };
    const status = (execution_state: 'busy' | 'idle'): void =>
      this.#send(
        KernelMessage.createMessage<KernelMessage.IStatusMsg>({
          ...to,
          channel: 'iopub',
          msgType: 'status',
          content: { execution_state },
        }),
      );
    status('busy');
    this.#send(reply(to));
    status('idle');
  }

  #abort(request: KernelMessage.IMessage): void {
    this.answer(request, ({ session, parentHeader }) =>
      KernelMessage.createMessage<KernelMessage.IExecuteReplyMsg>({
        session,
        parentHeader: parentHeader as KernelMessage.IHeader<'execute_request'>,
        channel: 'shell',
        msgType: 'execute_reply',
        content: { status: 'aborted', execution_count: this.executionCount },
      }),
    );
  }

  /** Takes what Python says on a comm while it works on `parent`. */
  protected receiveComm(_message: CommMessage, _parent: LecternKernel['parentHeader']): void {}

  /** Shows what came of `parent`. */
  protected publish(
    output: Output,
    execution_count: number,
    parent: LecternKernel['parentHeader'],
  ): void {
    switch (output.type) {
      case 'stream':
        this.stream({ name: output.name, text: output.text }, parent);
        return;
      case 'result':
        this.publishExecuteResult(
          { execution_count, data: mutable(output.data), metadata: mutable(output.metadata) },
          parent,
        );
        return;
      case 'display': {
        const content = {
          data: mutable<IMimeBundle>(output.data),
          metadata: mutable<PartialJSONObject>(output.metadata),
        };
        if (output.displayId === null) this.displayData(content, parent);
        else {
          const named = { ...content, transient: { display_id: output.displayId } };
          if (output.update) this.updateDisplayData(named, parent);
          else this.displayData(named, parent);
        }
        return;
      }
      case 'clear':
        this.clearOutput({ wait: output.wait }, parent);
        return;
      case 'comm':
        this.receiveComm(output.comm, parent);
        return;
      case 'input-request':
        this.inputRequest({ prompt: output.prompt, password: output.password }, parent);
    }
  }
}

/** What a reply says of its request. */
interface ReplyTo {
  readonly session: string;
  readonly parentHeader: KernelMessage.IHeader<KernelMessage.MessageType>;
}

/**
 * JupyterLite's client drops, without an answer, everything that waits behind a failed cell (also completions), unless the
 * reply says this. Unanswered cells would show `[*]` for ever, so the kernel itself answers them, one by one.
 */
const KEEPS_QUEUE = { cause: 'interrupt' };

/** JSON of ours as JSON of JupyterLab, whose types are not readonly. The object is this message's own. */
function mutable<T extends object>(json: object): T {
  return json as T;
}

function endReply(end: KernelEnd): Extract<ExecuteReply, { status: 'error' }> {
  const evalue = KERNEL_END_TEXT[end];
  return {
    status: 'error',
    ename: 'KernelEnded',
    evalue,
    traceback: [`\u001b[31m${evalue}\u001b[0m`],
  };
}

function requestError(end: KernelEnd): {
  status: 'error';
  ename: string;
  evalue: string;
  traceback: string[];
} {
  return { status: 'error', ename: 'KernelEnded', evalue: KERNEL_END_TEXT[end], traceback: [] };
}
