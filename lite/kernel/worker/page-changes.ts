import { isBelow } from '../folder-path.ts';
import type { FolderAnswer, FolderProblem } from '../folder-answer.ts';
import type { FolderNode } from './folder-nodes.ts';
import type { FolderPort } from './folder-port.ts';

/** Changes are gathered for so long before they leave, in ms: a file is written in many small pieces. */
const GATHER_MS = 100;
/** A file that stays open for writing is sent at most so often, and by so much less often for each MB. In ms. */
const OPEN_MS = 1_000;
/** So many bytes are sent without an answer: then the page has to store them first. */
const MAX_UNANSWERED = 64 * 1024 * 1024;

const MB = 1024 * 1024;

/** What a person reads in the cell. The file itself is still there for Python. */
const PROBLEM_TEXT: Readonly<Record<FolderProblem, string>> = {
  full: 'the storage of this browser is full. Remove files that you do not need, then run a cell again',
  'too-many':
    'its folder holds too much already. Remove files that you do not need, then run a cell again',
  failed: 'the browser did not store it. It is tried again when the next cell has run',
};

/** The part of the notebook's folder that this needs. */
interface Tree {
  pathOf(node: FolderNode): string | null;
  isFolder(node: FolderNode): boolean;
  /** The page has stored the node's bytes. */
  stored(node: FolderNode): void;
  take(answer: FolderAnswer): boolean;
}

/** What goes out of the worker. */
export interface Outlets {
  post(message: object, bytes?: ArrayBuffer): void;
  /** Shows a line to the person. */
  tell(text: string): void;
  /** In ms. */
  now(): number;
}

/**
 * Brings what Python does to the notebook's folder to the page. Folders, moves and removals go as such and in order; of
 * a file its whole contents go, when it is closed, when it has been open for a while, and at the end of the cell.
 */
export class PageChanges {
  readonly #tree: Tree;
  readonly #port: FolderPort;
  readonly #out: Outlets;
  /** What the page has, as far as it was told or told us: a path whose node is another one has old contents there. */
  readonly #known = new Map<string, FolderNode>();
  readonly #changed = new Set<FolderNode>();
  #steps: object[] = [];
  #stepsUnanswered = false;
  /** Files that were sent and of which the page has not said whether it could store them, by path. */
  readonly #unanswered = new Map<string, { readonly node: FolderNode; readonly bytes: number }>();
  /** What could not be stored: it is tried again at the end of the next cell. */
  readonly #failed = new Set<FolderNode>();
  #changedAt = 0;
  #timer = false;

  constructor(tree: Tree, port: FolderPort, out: Outlets) {
    this.#tree = tree;
    this.#port = port;
    this.#out = out;
  }

  /** Whether the page does not have, or may not have, what is here. */
  isChanged(node: FolderNode): boolean {
    if (this.#changed.has(node) || this.#failed.has(node)) return true;
    for (const sent of this.#unanswered.values()) if (sent.node === node) return true;
    return false;
  }

  /** Whether the page has it. */
  isKnown(node: FolderNode): boolean {
    const path = this.#tree.pathOf(node);
    return path !== null && this.#known.get(path) === node;
  }

  know(node: FolderNode, path: string): void {
    this.#known.set(path, node);
  }

  forgetPath(path: string): void {
    this.#known.delete(path);
  }

  made(node: FolderNode, path: string): void {
    if (this.#tree.isFolder(node)) this.#step({ type: 'folder-made', path }, [[path, node]]);
    else this.written(node);
  }

  written(node: FolderNode): void {
    this.#changed.add(node);
    this.#note();
  }

  moved(node: FolderNode, from: string, to: string): void {
    if (this.#known.get(from) !== node) {
      // The page has nothing of it yet, or still what it took the place of.
      if (this.#known.has(from)) this.#step({ type: 'folder-removed', path: from }, [], from);
      return;
    }
    const known = [...this.#known].filter(([path]) => isBelow(path, from));
    this.#forgetBelow(from);
    this.#step(
      { type: 'folder-moved', path: from, to },
      known.map(([path, each]) => [`${to}${path.slice(from.length)}`, each] as const),
      to,
    );
  }

  removed(node: FolderNode, path: string): void {
    this.#changed.delete(node);
    this.#failed.delete(node);
    if (this.#known.has(path)) this.#step({ type: 'folder-removed', path }, [], path);
  }

  /** Called between bytecodes of running Python, where no timer can fire. */
  poll(): void {
    if (this.#changed.size === 0 && this.#steps.length === 0) return;
    if (this.#out.now() - this.#changedAt >= GATHER_MS) this.send();
  }

  /**
   * Sends what is there to send: of files that are open for writing, only those that were not sent lately. False where
   * the page has to store some first.
   */
  send(withOpen = false): boolean {
    this.#sendSteps();
    this.#changedAt = this.#out.now();
    for (const node of this.#changed) {
      if (this.#unansweredBytes() > MAX_UNANSWERED) {
        if (!withOpen) this.#catchUp();
        return false;
      }
      if (withOpen || !node.writers || this.#isDue(node)) this.#sendFile(node);
    }
    return true;
  }

  /** Sends everything and waits until the page has stored it. What it could not store, the person is told. */
  async settle(): Promise<void> {
    for (const node of this.#failed) this.#changed.add(node);
    this.#failed.clear();
    let all: boolean;
    do {
      all = this.send(true);
      if (this.#unanswered.size > 0 || this.#stepsUnanswered) this.#tree.take(await this.ask(null));
    } while (!all);
  }

  askNow(path: string | null): FolderAnswer {
    const answered = this.#asking();
    return answered(this.#port.askNow(path));
  }

  async ask(path: string | null): Promise<FolderAnswer> {
    const answered = this.#asking();
    return answered(await this.#port.ask(path));
  }

  /** An answer is on everything that was sent before its question. */
  #asking(): (answer: FolderAnswer) => FolderAnswer {
    this.#sendSteps();
    this.#stepsUnanswered = false;
    const sent = [...this.#unanswered];
    return (answer) => {
      const problems = new Set(answer.problems.map(({ path }) => path));
      for (const { path, problem } of answer.problems)
        this.#out.tell(`"${path}" could not be saved: ${PROBLEM_TEXT[problem]}.\n`);
      for (const [path, each] of sent) {
        if (this.#unanswered.get(path) !== each) continue;
        this.#unanswered.delete(path);
        if (problems.has(path)) this.#failed.add(each.node);
        else if (!this.#changed.has(each.node)) this.#tree.stored(each.node);
      }
      return answer;
    };
  }

  /** Notes what the page is to do, and what it then has; `gone`: the place below which it has nothing before that. */
  #step(message: object, known: readonly (readonly [string, FolderNode])[], gone?: string): void {
    if (gone !== undefined) this.#forgetBelow(gone);
    for (const [path, node] of known) this.#known.set(path, node);
    this.#steps.push(message);
    this.#note();
  }

  #forgetBelow(place: string): void {
    for (const path of this.#known.keys()) if (isBelow(path, place)) this.#known.delete(path);
  }

  #sendSteps(): void {
    const steps = this.#steps;
    if (steps.length === 0) return;
    this.#steps = [];
    this.#stepsUnanswered = true;
    for (const step of steps) this.#out.post(step);
  }

  #sendFile(node: FolderNode): void {
    this.#changed.delete(node);
    const path = this.#tree.pathOf(node);
    if (path === null) return;
    const { buffer } = (node.contents as Uint8Array<ArrayBuffer>).slice(0, node.usedBytes);
    node.sentAt = this.#out.now();
    this.#known.set(path, node);
    this.#unanswered.set(path, { node, bytes: buffer.byteLength });
    this.#out.post({ type: 'folder-written', path }, buffer);
  }

  #isDue({ sentAt = 0, usedBytes }: FolderNode): boolean {
    return this.#out.now() - sentAt >= OPEN_MS * (1 + usedBytes / MB);
  }

  #unansweredBytes(): number {
    let sum = 0;
    for (const { bytes } of this.#unanswered.values()) sum += bytes;
    return sum;
  }

  #catchUp(): void {
    if (this.#port.shared) this.#tree.take(this.askNow(null));
    else void this.ask(null).then((answer) => this.#tree.take(answer));
  }

  #note(): void {
    if (this.#changed.size + this.#steps.length === 1) this.#changedAt = this.#out.now();
    if (this.#timer) return;
    this.#timer = true;
    setTimeout(() => {
      this.#timer = false;
      this.send();
    }, GATHER_MS);
  }
}
