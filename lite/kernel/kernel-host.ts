import type { Unsubscribe } from '../../src/base/unsubscribe.ts';
import { ObservableValue, type Observable } from '../../src/base/observable.ts';
import { err, ok, type Result } from '../../src/base/result.ts';
import type { PythonRules } from '../../src/notebook/python-rules.ts';
import { FolderBridge } from './folder-bridge.ts';
import type { KernelFolder } from './kernel-folder.ts';
import { CellSupervisor } from './cell-supervisor.ts';
import { KERNEL_END_TEXT, KERNEL_TEXT, type KernelEnd } from './kernel-messages.ts';
import { OutputBudget } from './output-budget.ts';
import { PackageDesk } from './packages/package-desk.ts';
import type {
  CommMessage,
  ExecuteReply,
  InterruptKind,
  KernelShell,
  Output,
  Reply,
  WorkerMessage,
  WorkerRequest,
} from './protocol.ts';
import { SandboxedPython, type SandboxOptions } from './sandboxed-python.ts';

/** A running kernel's facts. */
export interface KernelInfo {
  readonly python: string;
  readonly interrupt: InterruptKind;
  /** Milliseconds that the worker needed, without the download. */
  readonly startMs: number;
  /** Whether it began as the snapshot of another, not from nothing. */
  readonly fromSnapshot: boolean;
}

export type KernelState = 'starting' | 'ready' | 'failed' | 'closed';

/** A request without its number. */
type Question = WorkerRequest extends infer R
  ? R extends WorkerRequest
    ? Omit<R, 'id'>
    : never
  : never;
type ReplyOf<K extends Question['kind']> = Extract<
  Reply,
  {
    type: {
      execute: 'executed';
      complete: 'completed';
      inspect: 'inspected';
      'is-complete': 'completeness';
      comm: 'executed';
    }[K];
  }
>;

interface Pending {
  readonly request: WorkerRequest;
  posted: boolean;
  settle(result: Result<Exclude<Reply, { type: 'failed' }>, KernelEnd>): void;
}

interface Execution {
  readonly budget: OutputBudget;
  readonly onOutput: (output: Output) => void;
  /** Whether Python has shown anything in it. */
  shown: boolean;
}

/** Code to be run, and how. */
export interface Cell {
  readonly code: string;
  /** The number in the cell's prompt; null where none is counted. */
  readonly count: number | null;
  readonly allowStdin: boolean;
  /** Show no result. */
  readonly silent: boolean;
  /** The id of the Jupyter message that asks for it. */
  readonly message?: string;
  /** For how many seconds it may run, in place of what the rules say; null: without limit. */
  readonly seconds?: number | null;
}

/**
 * A Python that is always there: starts at once, and replaces a worker that died. Every request settles, with a reply
 * or with the reason why Python ended. Knows nothing of Jupyter.
 */
export class KernelHost {
  readonly #options: SandboxOptions;
  readonly #state = new ObservableValue<KernelState>('starting');
  readonly #pending = new Map<number, Pending>();
  #python: SandboxedPython;
  #folder: KernelFolder | null = null;
  #shell: KernelShell | null = null;
  #bridge: FolderBridge | null = null;
  #desk!: PackageDesk;
  #info: KernelInfo | null = null;
  /** The cells that run or wait, and the one that ended last: its background tasks may still print. */
  readonly #executions = new Map<number, Execution>();
  #nextId = 1;
  /** The first request of the present Python. */
  #firstId = 1;
  readonly #supervisor: CellSupervisor;
  readonly #endRules: Unsubscribe;

  constructor(options: SandboxOptions) {
    this.#options = options;
    this.#supervisor = new CellSupervisor(options.clock, {
      signal: (signal, cell) => this.#python.post({ type: 'interrupt', signal, cell }),
      warn: () => this.#tell(KERNEL_TEXT.willRestart),
      end: () => this.#replace('unstoppable'),
    });
    this.#python = this.#begin();
    this.#endRules = options.rules.subscribe((rules) => this.#ruled(rules));
  }

  get state(): Observable<KernelState> {
    return this.#state;
  }

  /** Facts of the present worker; null until it is ready. */
  get info(): KernelInfo | null {
    return this.#info;
  }

  /** From now on Python's folder is `folder`. Call it before the first cell runs. */
  attach(folder: KernelFolder): void {
    this.#folder = folder;
    this.#openFolder(this.#python);
  }

  /** From now on Python works with another shell than our own. Call it before the first cell runs. */
  useShell(shell: KernelShell): void {
    this.#shell = shell;
    if (this.#info !== null) this.#python.post({ type: 'shell', shell });
  }

  /** Runs code. `onOutput` is called with what it shows, in order, also shortly after the end by its background tasks. */
  async execute(
    cell: Cell,
    onOutput: (output: Output) => void,
  ): Promise<Result<ExecuteReply, KernelEnd>> {
    const id = this.#nextId;
    this.#executions.set(id, { budget: new OutputBudget(), onOutput, shown: false });
    const { seconds, megabytes } = this.#options.rules.value;
    const result = await this.#ask({ kind: 'execute', seconds, message: '', ...cell, megabytes });
    return result.ok ? ok(result.value.reply) : result;
  }

  /**
   * Hands Python a message on a comm. What it makes Python show goes to `onOutput`, under the limits of a cell; `message` is
   * the id of the Jupyter message that it was.
   */
  async comm(
    comm: CommMessage,
    onOutput: (output: Output) => void,
    message = '',
  ): Promise<Result<ExecuteReply, KernelEnd>> {
    this.#executions.set(this.#nextId, { budget: new OutputBudget(), onOutput, shown: false });
    const { seconds, megabytes } = this.#options.rules.value;
    const result = await this.#ask({
      kind: 'comm',
      comm,
      message,
      allowStdin: false,
      seconds,
      megabytes,
    });
    return result.ok ? ok(result.value.reply) : result;
  }

  /** Matches at a cursor, given in code points. */
  complete(code: string, cursor: number): Promise<Result<ReplyOf<'complete'>, KernelEnd>> {
    return this.#ask({ kind: 'complete', code, cursor });
  }

  /** What stands at a cursor, given in code points; `detail` 1 with its source. */
  inspect(
    code: string,
    cursor: number,
    detail: 0 | 1,
  ): Promise<Result<ReplyOf<'inspect'>, KernelEnd>> {
    return this.#ask({ kind: 'inspect', code, cursor, detail });
  }

  /** Whether code that is being typed is whole. */
  isComplete(code: string): Promise<Result<ReplyOf<'is-complete'>, KernelEnd>> {
    return this.#ask({ kind: 'is-complete', code });
  }

  /** Answers the `input()` that waits. Without one, nothing happens. */
  answerInput(text: string): void {
    this.#supervisor.answered();
    this.#python.post({ type: 'input', text });
  }

  /**
   * Stops the running cell: its code gets `KeyboardInterrupt`. Code that goes on regardless is warned, and ended with the
   * worker (`CellSupervisor`). Where the browser lets nothing reach running code, the worker is ended soon.
   */
  interrupt(): void {
    const running = this.#cells();
    if (running.length === 0) return;
    if (this.#info === null) {
      for (const pending of running) this.#settleUnstarted(pending);
      return;
    }
    this.#desk.interrupt();
    this.#supervisor.ask(this.#info.interrupt !== 'none');
  }

  /** Starts a fresh Python. What was asked of the old one settles with `restarted`. */
  restart(): void {
    if (this.#state.value !== 'closed') this.#replace('restarted');
  }

  /** Ends Python for good. What was asked settles with `closed`. */
  dispose(): void {
    if (this.#state.value === 'closed') return;
    this.#endRules();
    this.#python.end();
    this.#bridge?.dispose();
    this.#desk.end();
    this.#state.set('closed');
    this.#settleAll('closed');
  }

  /** The network is taken away at once, and given where nothing has run yet; else by a restart. */
  #ruled({ network }: PythonRules): void {
    const on = network === 'on';
    if (this.#python.network === on || (on && this.#nextId > 1)) return;
    this.#replace('network-off');
  }

  #begin(): SandboxedPython {
    this.#info = null;
    this.#firstId = this.#nextId;
    this.#desk = this.#openDesk();
    this.#state.set('starting');
    const python = new SandboxedPython(this.#options, {
      onMessage: (message) => this.#receive(message),
      onEnd: (reason, cause) => {
        this.#options.logger.log('error', `kernel-${reason}`, {
          ...cause.detail,
          cause: String(cause.cause),
        });
        if (reason !== 'start') {
          this.#died(reason === 'crash' ? 'crashed' : 'gone');
          return;
        }
        if (this.#python.fromSnapshot) {
          void this.#startWithoutSnapshot();
          return;
        }
        this.#state.set('failed');
        this.#settleAll('start-failed');
      },
    });
    this.#openFolder(python);
    return python;
  }

  #openFolder(python: SandboxedPython): void {
    this.#bridge?.dispose();
    this.#bridge = new FolderBridge(
      this.#folder,
      (message, transfer) => python.post(message, transfer),
      this.#options.refusals,
    );
  }

  /** What waits goes on waiting: a snapshot that does not work costs time only. */
  async #startWithoutSnapshot(): Promise<void> {
    const failed = this.#python;
    await this.#options.files.distrustSnapshot();
    // Somebody may have restarted or closed it meanwhile.
    if (this.#python === failed && this.#state.value === 'starting') this.#python = this.#begin();
  }

  /** A Python that died before it was asked anything is missed by nobody: the next begins with the next request, lest one follows the other. */
  #died(end: KernelEnd): void {
    if (this.#pending.size > 0 || this.#nextId > this.#firstId) this.#replace(end);
    else this.#state.set('failed');
  }

  #replace(end: KernelEnd): void {
    this.#python.end();
    this.#desk.end();
    if (end !== 'restarted' && this.#cells().length === 0) this.#tell(`${KERNEL_END_TEXT[end]}\n`);
    this.#settleAll(end);
    this.#python = this.#begin();
  }

  #openDesk(): PackageDesk {
    const { packages: source, rules, clock, logger, refusals } = this.#options;
    return new PackageDesk({
      source,
      isOff: () => rules.value.network === 'off',
      clock,
      logger,
      refusals,
      reply: (reply, transfer) => {
        this.#supervisor.answered();
        this.#python.post(reply, transfer);
      },
      show: (output) => this.#executions.get(output.id)?.onOutput(output),
      hasShown: (id) => this.#executions.get(id)?.shown === true,
    });
  }

  #settleAll(end: KernelEnd): void {
    this.#supervisor.ended();
    const all = [...this.#pending.values()];
    this.#pending.clear();
    this.#executions.clear();
    for (const pending of all) pending.settle(err(end));
  }

  /** The cells that run or wait, in order, and messages to somebody's code, which runs as a cell does. */
  #cells(): Running[] {
    return [...this.#pending.values()].filter(isRunning);
  }

  /** The worker takes one after the other: the first of those that it has runs. */
  #supervise(): void {
    const [first] = this.#cells();
    if (first?.posted) this.#supervisor.began(first.request);
  }

  /** Says something in the cell that runs, else in the one that ran last. */
  #tell(text: string): void {
    const id = this.#cells()[0]?.request.id ?? [...this.#executions.keys()].at(-1) ?? 0;
    this.#executions.get(id)?.onOutput({ type: 'stream', id, name: 'stderr', text });
  }

  #ask<K extends Question['kind']>(
    question: Extract<Question, { kind: K }>,
  ): Promise<Result<ReplyOf<K>, KernelEnd>> {
    if (this.#state.value === 'closed') return Promise.resolve(err('closed'));
    if (this.#state.value === 'failed') this.#python = this.#begin();
    const request = { ...question, id: this.#nextId++ } as unknown as WorkerRequest;
    return new Promise((resolve) => {
      this.#pending.set(request.id, {
        request,
        posted: false,
        settle: (result) => resolve(result as Result<ReplyOf<K>, KernelEnd>),
      });
      if (this.#info !== null) this.#post();
    });
  }

  #post(): void {
    for (const pending of this.#pending.values()) {
      if (pending.posted) continue;
      pending.posted = true;
      this.#python.post({ type: 'request', request: pending.request });
    }
    this.#supervise();
  }

  #receive(message: WorkerMessage): void {
    switch (message.type) {
      case 'ready':
        this.#info = {
          python: message.python,
          interrupt: message.interrupt,
          startMs: message.startMs,
          fromSnapshot: this.#python.fromSnapshot,
        };
        if (this.#shell !== null) this.#python.post({ type: 'shell', shell: this.#shell });
        this.#post();
        this.#state.set('ready');
        return;
      case 'fatal':
        return; // ends the sandbox before it comes here
      case 'folder-ask':
      case 'folder-written':
      case 'folder-made':
      case 'folder-removed':
      case 'folder-moved':
        this.#bridge?.receive(message);
        return;
      case 'package-request':
        this.#supervisor.waits();
        this.#desk.ask(message);
        return;
      case 'stream':
      case 'display':
      case 'result':
      case 'clear':
      case 'comm':
      case 'input-request':
        this.#show(message);
        return;
      default:
        this.#settle(message);
    }
  }

  #show(output: Output): void {
    const execution = this.#executions.get(output.id);
    if (execution === undefined) {
      this.#options.refusals.refuse('kernel-output-unknown-cell');
      return;
    }
    execution.shown = true;
    const pending = this.#pending.get(output.id);
    const asks = pending !== undefined && isRunning(pending) && pending.request.allowStdin;
    if (output.type === 'input-request' && asks) this.#supervisor.waits();
    const verdict = execution.budget.judge(output);
    if (verdict === 'pass') execution.onOutput(output);
    else this.#options.refusals.refuse('kernel-output-too-much');
    if (verdict !== 'tell') return;
    execution.onOutput({
      type: 'stream',
      id: output.id,
      name: 'stderr',
      text: KERNEL_TEXT.outputCut,
    });
  }

  #settle(reply: Reply): void {
    const pending = this.#pending.get(reply.id);
    if (
      pending === undefined ||
      (reply.type !== 'failed' && reply.type !== REPLY_TYPES[pending.request.kind])
    ) {
      this.#options.refusals.refuse('kernel-reply-unknown');
      return;
    }
    this.#pending.delete(reply.id);
    if (isRunning(pending)) {
      this.#supervisor.ended();
      for (const id of this.#executions.keys()) if (id < reply.id) this.#executions.delete(id);
      this.#supervise();
    }
    pending.settle(
      ok(reply.type === 'failed' ? failedReply(pending.request, reply.detail) : reply),
    );
  }

  #settleUnstarted(pending: Pending): void {
    const { id } = pending.request;
    this.#pending.delete(id);
    const traceback = [KERNEL_TEXT.interruptedBeforeStart];
    const reply = { status: 'error', ename: 'KeyboardInterrupt', evalue: '', traceback } as const;
    pending.settle(ok({ type: 'executed', id, reply }));
  }
}

/** A request that runs somebody's code. */
interface Running extends Pending {
  readonly request: Extract<WorkerRequest, { kind: 'execute' | 'comm' }>;
}

function isRunning(pending: Pending): pending is Running {
  return pending.request.kind === 'execute' || pending.request.kind === 'comm';
}

const REPLY_TYPES = {
  execute: 'executed',
  complete: 'completed',
  inspect: 'inspected',
  'is-complete': 'completeness',
  comm: 'executed',
} as const;

/** The emptiest valid reply, where the worker's own machinery failed. */
function failedReply(request: WorkerRequest, detail: string): Exclude<Reply, { type: 'failed' }> {
  const { id } = request;
  switch (request.kind) {
    case 'execute':
    case 'comm': {
      const evalue = KERNEL_TEXT.workerFailed;
      const traceback = [evalue, ...detail.split('\n').slice(0, 20)];
      return {
        type: 'executed',
        id,
        reply: { status: 'error', ename: 'KernelError', evalue, traceback },
      };
    }
    case 'complete':
      return {
        type: 'completed',
        id,
        matches: [],
        kinds: [],
        start: request.cursor,
        end: request.cursor,
      };
    case 'inspect':
      return { type: 'inspected', id, found: false, text: '' };
    case 'is-complete':
      return { type: 'completeness', id, status: 'complete', indent: '' };
  }
}
