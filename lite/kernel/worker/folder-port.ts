import { answerLength, decodeAnswer, type FolderAnswer } from '../folder-answer.ts';
import { FOLDER, FOLDER_HEAD, NEXT_PART } from '../shared-folder.ts';
import type { WorkerScope } from './worker-scope.ts';

/** The way to the page's folder. Answers come in the order of the questions. */
export interface FolderPort {
  /** Whether `askNow` may be used: it blocks the thread. */
  readonly shared: boolean;
  /** Whether the folder is said to have changed since the last answer. */
  readonly changed: boolean;
  askNow(path: string | null): FolderAnswer;
  ask(path: string | null): Promise<FolderAnswer>;
  /** An answer that came as a message. */
  receive(bytes: ArrayBuffer): void;
  /** `changed`, come as a message. */
  noteChange(): void;
}

type Post = (message: object, bytes?: ArrayBuffer) => void;

/** Answers come through memory that is shared with the frame: Python waits in the middle of an `open`. */
export class SharedFolderPort implements FolderPort {
  readonly shared = true;
  readonly #control: Int32Array;
  readonly #memory: SharedArrayBuffer;
  readonly #post: Post;
  readonly #next: () => void;

  constructor(memory: SharedArrayBuffer, post: Post, scope: WorkerScope) {
    this.#memory = memory;
    this.#control = new Int32Array(memory, 0, FOLDER_HEAD / 4);
    this.#post = post;
    const send = scope.postMessage.bind(scope);
    this.#next = () => send(NEXT_PART);
  }

  get changed(): boolean {
    return Atomics.load(this.#control, FOLDER.changed) !== 0;
  }

  askNow(path: string | null): FolderAnswer {
    Atomics.store(this.#control, FOLDER.changed, 0);
    this.#post({ type: 'folder-ask', path });
    const first = this.#part();
    const answer = new Uint8Array(answerLength(first));
    answer.set(first);
    for (let at = first.length; at < answer.length;) {
      this.#next();
      const part = this.#part();
      answer.set(part, at);
      at += part.length;
    }
    return decodeAnswer(answer);
  }

  async ask(path: string | null): Promise<FolderAnswer> {
    return this.askNow(path);
  }

  receive(): void {
    throw new Error('not with shared memory');
  }

  noteChange(): void {
    throw new Error('not with shared memory');
  }

  #part(): Uint8Array<ArrayBuffer> {
    Atomics.wait(this.#control, FOLDER.state, 0);
    const length = Atomics.load(this.#control, FOLDER.length);
    const part = new Uint8Array(length);
    part.set(new Uint8Array(this.#memory, FOLDER_HEAD, length));
    Atomics.store(this.#control, FOLDER.state, 0);
    return part;
  }
}

/** Answers come as messages: only who can await gets them. */
export class MessageFolderPort implements FolderPort {
  readonly shared = false;
  changed = false;
  readonly #post: Post;
  readonly #waiting: ((answer: FolderAnswer) => void)[] = [];

  constructor(post: Post) {
    this.#post = post;
  }

  askNow(): FolderAnswer {
    throw new Error('only with shared memory');
  }

  ask(path: string | null): Promise<FolderAnswer> {
    this.changed = false;
    this.#post({ type: 'folder-ask', path });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  receive(bytes: ArrayBuffer): void {
    this.#waiting.shift()?.(decodeAnswer(new Uint8Array(bytes)));
  }

  noteChange(): void {
    this.changed = true;
  }
}
