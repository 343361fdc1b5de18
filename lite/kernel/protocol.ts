/**
 * The messages between the page, the frame and the worker of a kernel. The page's side is trusted; the frame's
 * script is ours and out of the worker's reach; whatever the worker posts is hostile (`parse-worker-message.ts`).
 */
import type { Json, JsonObject } from '../../src/base/json.ts';
import type { PackageAnswer, PackageQuestion } from './packages/package-loader.ts';
import type { StopSignal } from './shared-control.ts';

/**
 * The bytes that a worker needs. They cross from the page to the frame, which is another process, as blobs: whoever reads
 * one gets its bytes from the browser. Buffers would be copied on both sides, and the page would stand still meanwhile.
 */
export interface KernelBytes {
  /** The worker's classic script, with Pyodide's own JavaScript. */
  readonly worker: Blob;
  /** `pyodide.asm.wasm`. */
  readonly wasm: Blob;
  /** `python_stdlib.zip`. */
  readonly stdlib: Blob;
  /** The memory of a Python that was started from the same files, packed (`memory-pages.ts`): starts in its place. */
  readonly snapshot?: Blob;
}

/** What a life of Python is for: running cells, or nothing but giving a snapshot of its memory. */
export type KernelPurpose = 'cells' | 'snapshot';

/** What the frame hands to a new worker: the bytes and, where the frame is isolated, memory to be woken through. */
export interface WorkerStart {
  readonly type: 'start';
  readonly purpose: KernelPurpose;
  readonly bytes: {
    /** A buffer for a worker that may not read blobs. */
    readonly stdlib: Blob | ArrayBuffer;
    /** Read by the frame while the worker links. */
    readonly snapshot?: ArrayBuffer;
  };
  /** `pyodide.asm.wasm`, compiled once for all workers of a frame; its bytes for a worker that may not read blobs. */
  readonly wasm: WebAssembly.Module | ArrayBuffer;
  readonly shared: SharedArrayBuffer | null;
  /** Memory for answers on files (`shared-folder.ts`). */
  readonly sharedFolder: SharedArrayBuffer | null;
}

/** What the frame hands to a worker that is to be ready when the next snapshot is to run. */
export interface WorkerPreparation {
  readonly type: 'prepare';
  readonly wasm: WebAssembly.Module;
}

/** The answer to a `PackageRequest`. The wheels' bytes are the receiver's own. */
export interface PackageReply extends PackageAnswer {
  readonly type: 'packages';
  readonly ask: number;
  /** Somebody stopped the cell meanwhile. */
  readonly interrupted: boolean;
}

/** Requests that a worker answers one after another, in order. Positions are code points, from 0. */
export type WorkerRequest = { readonly id: number } & (
  | {
      readonly kind: 'execute';
      readonly code: string;
      /** The number in the cell's prompt; null where none is counted. */
      readonly count: number | null;
      /** The id of the Jupyter message that asks for it; empty where it is none. */
      readonly message: string;
      readonly allowStdin: boolean;
      /** Show no result. */
      readonly silent: boolean;
      /** How long it may run, for the words of the error; null: without limit. */
      readonly seconds: number | null;
      /** By how much Python's memory may grow, in MB of 2^20 bytes. */
      readonly megabytes: number;
    }
  | { readonly kind: 'complete'; readonly code: string; readonly cursor: number }
  | {
      readonly kind: 'inspect';
      readonly code: string;
      readonly cursor: number;
      readonly detail: 0 | 1;
    }
  | { readonly kind: 'is-complete'; readonly code: string }
  /** A message to what Python has at the end of a comm: runs somebody's code, within the same limits as a cell. */
  | {
      readonly kind: 'comm';
      readonly comm: CommMessage;
      readonly message: string;
      readonly allowStdin: boolean;
      readonly seconds: number | null;
      readonly megabytes: number;
    }
);

/** Another shell in the place of our own: Python of ours that does not come with every worker. */
export interface KernelShell {
  /** Path below our Python's folder → source. */
  readonly files: Readonly<Record<string, string>>;
  /** The module among them whose `install()` puts it in place. */
  readonly module: string;
}

/** A message on a comm, either way (Jupyter's messaging, "Custom Messages"). */
export interface CommMessage {
  readonly op: 'open' | 'msg' | 'close';
  readonly commId: string;
  /** What an `open` is meant for; else an empty text. */
  readonly target: string;
  readonly data: JsonObject;
  readonly metadata: JsonObject;
  /** Bytes that belong to the data, each in base64url without padding (RFC 4648). */
  readonly buffers: readonly string[];
}

/** What the frame tells a running worker. `interrupt` and `input` pass the queue of requests. */
export type ToWorker =
  | { readonly type: 'request'; readonly request: WorkerRequest }
  /** Holds for the requests that come after it. */
  | { readonly type: 'shell'; readonly shell: KernelShell }
  | { readonly type: 'interrupt'; readonly signal: StopSignal; readonly cell: number }
  | { readonly type: 'input'; readonly text: string }
  /** The answer to a `folder-ask` (`folder-answer.ts`), in the order of the asks. */
  | { readonly type: 'folder-answer'; readonly bytes: ArrayBuffer }
  /** The notebook's folder has changed: it is worth asking. */
  | { readonly type: 'folder-changed' }
  | PackageReply;

/** What the page tells the frame. */
export type ToFrame =
  | { readonly type: 'start'; readonly purpose: KernelPurpose; readonly bytes: KernelBytes }
  /** A worker is to be ready for the next snapshot, unless there is one. Comes after the first word of this one's worker. */
  | { readonly type: 'spare' }
  /** Ends the worker; nothing follows. */
  | { readonly type: 'end' }
  /** Wants a sign of life of the frame itself (`FramePulse`). */
  | { readonly type: 'pulse' }
  | {
      readonly type: 'relay';
      readonly message: ToWorker;
      /** The buffers in the message that go over whole. */
      readonly transfer: readonly ArrayBuffer[];
    };

/** MIME type → content: text, base64 of binary types, or JSON. */
export type MimeData = Record<string, Json>;

/** How an interrupt reaches running code: by shared memory, by polling between bytecodes, or not at all. */
export type InterruptKind = 'shared' | 'polled' | 'none';

export type Output =
  | {
      readonly type: 'stream';
      readonly id: number;
      readonly name: 'stdout' | 'stderr';
      readonly text: string;
    }
  | {
      readonly type: 'display';
      readonly id: number;
      readonly data: MimeData;
      readonly metadata: JsonObject;
      readonly displayId: string | null;
      /** Replaces what stands under `displayId`. */
      readonly update: boolean;
    }
  | {
      readonly type: 'result';
      readonly id: number;
      readonly data: MimeData;
      readonly metadata: JsonObject;
    }
  | { readonly type: 'clear'; readonly id: number; readonly wait: boolean }
  /** Python says something on a comm. */
  | { readonly type: 'comm'; readonly id: number; readonly comm: CommMessage }
  | {
      readonly type: 'input-request';
      readonly id: number;
      readonly prompt: string;
      readonly password: boolean;
    };

/** How an execution ended. `traceback` is lines of text with ANSI colours. */
export type ExecuteReply =
  | { readonly status: 'ok' }
  | {
      readonly status: 'error';
      readonly ename: string;
      readonly evalue: string;
      readonly traceback: readonly string[];
    };

export type Reply =
  | { readonly type: 'executed'; readonly id: number; readonly reply: ExecuteReply }
  | {
      readonly type: 'completed';
      readonly id: number;
      readonly matches: readonly string[];
      /** What the matches replace: code points, `end` exclusive. */
      readonly start: number;
      readonly end: number;
      /** `function`, `class`, `module`, ... for each match. */
      readonly kinds: readonly string[];
    }
  | {
      readonly type: 'inspected';
      readonly id: number;
      readonly found: boolean;
      readonly text: string;
    }
  | {
      readonly type: 'completeness';
      readonly id: number;
      readonly status: 'complete' | 'incomplete' | 'invalid';
      readonly indent: string;
    }
  /** The worker's own machinery failed at this request; the worker lives. */
  | { readonly type: 'failed'; readonly id: number; readonly detail: string };

/** What Python does to the notebook's folder, in order, and its questions. Paths are valid for `isFolderPath`. */
export type FolderMessage =
  /** What has changed, and the contents of `path` unless it is null. */
  | { readonly type: 'folder-ask'; readonly path: string | null }
  /** The whole of a file. The bytes come beside the text. */
  | { readonly type: 'folder-written'; readonly path: string; readonly bytes: ArrayBuffer }
  | { readonly type: 'folder-made'; readonly path: string }
  | { readonly type: 'folder-removed'; readonly path: string }
  | { readonly type: 'folder-moved'; readonly path: string; readonly to: string };
/** Python wants packages for the cell `id`; `ask` numbers the question. */
export interface PackageRequest extends PackageQuestion {
  readonly type: 'package-request';
  readonly id: number;
  readonly ask: number;
}

/** Everything that a worker may say. */
export type WorkerMessage =
  | {
      readonly type: 'ready';
      readonly python: string;
      readonly interrupt: InterruptKind;
      /** Milliseconds from the worker's first message to now. */
      readonly startMs: number;
    }
  /** Python can no longer be used in this worker. */
  | { readonly type: 'fatal'; readonly detail: string }
  | FolderMessage
  | PackageRequest
  | Output
  | Reply;
