import { answerLength, decodeAnswer, type FolderAnswer } from '../folder-answer.ts';
import { FOLDER, FOLDER_HEAD } from '../shared-folder.ts';
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
  readonly #hand: (memory: SharedArrayBuffer) => void;

  constructor(memory: SharedArrayBuffer, post: Post, scope: WorkerScope) {
    this.#memory = memory;
    this.#control = new Int32Array(memory, 0, FOLDER_HEAD / 4);
    this.#post = post;
    const send = scope.postMessage.bind(scope);
    this.#hand = (memory) => send(memory);
  }

  get changed(): boolean {
    return Atomics.load(this.#control, FOLDER.changed) !== 0;
  }

  askNow(path: string | null): FolderAnswer {
    Atomics.store(this.#control, FOLDER.changed, 0);
    this.#post({ type: 'folder-ask', path });
    const begin = new Uint8Array(this.#memory, FOLDER_HEAD, this.#wait()).slice();
    const answer = new Uint8Array(answerLength(begin));
    answer.set(begin);
    if (begin.length < answer.length) {
      const rest = new SharedArrayBuffer(answer.length - begin.length);
      this.#hand(rest);
      this.#wait();
      answer.set(new Uint8Array(rest), begin.length);
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

  /** Until the frame has written; how many bytes. */
  #wait(): number {
    Atomics.wait(this.#control, FOLDER.state, 0);
    Atomics.store(this.#control, FOLDER.state, 0);
    return Atomics.load(this.#control, FOLDER.length);
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
