import type { PyodideAPI } from 'pyodide';
import type { ToWorker } from '../protocol.ts';
import type { FileSystem } from './folder-nodes.ts';
import { MessageFolderPort, SharedFolderPort } from './folder-port.ts';
import { NOTEBOOK_FOLDER, NotebookFolder } from './notebook-folder.ts';
import type { OutputChannel } from './output-channel.ts';
import { scope } from './worker-scope.ts';

/** What is given ahead where a running cell can get nothing: files up to so many bytes, and so many together. */
const SMALL_FILE = 256 * 1024;
const SMALL_FILES = 8 * 1024 * 1024;

/** The notebook's folder, opened in this worker. */
interface OpenFolder {
  /** What Python's side of it calls. */
  readonly offers: Readonly<Record<string, unknown>>;
  receive(message: Extract<ToWorker, { type: `folder-${string}` }>): void;
  /** Called between bytecodes. */
  poll(): void;
  /** Sends what has changed: Python is going to wait. */
  send(): void;
}

export function openFolder(
  pyodide: PyodideAPI,
  output: OutputChannel,
  shared: SharedArrayBuffer | null,
  canSuspend: boolean,
  now: () => number,
): OpenFolder {
  const post = (message: object, bytes?: ArrayBuffer): void =>
    output.send(JSON.stringify(message), bytes);
  const port =
    shared === null ? new MessageFolderPort(post) : new SharedFolderPort(shared, post, scope);
  const fs = pyodide.FS as unknown as FileSystem;
  const tell = (text: string): void => output.print('stderr', text);
  const folder = new NotebookFolder(fs, port, { post, tell, now });
  const takeNews = async (): Promise<boolean> => {
    const changed = folder.take(await folder.changes.ask(null));
    if (!port.shared && !canSuspend) await folder.loadSmall(SMALL_FILE, SMALL_FILES);
    return changed;
  };
  return {
    offers: {
      folder: NOTEBOOK_FOLDER,
      folderWaits: port.shared,
      folderBegin: takeNews,
      folderSettle: () => folder.changes.settle(),
      folderWants: (path: string) => folder.wants(path),
      folderLoad: (path: string) => folder.load(path),
    },
    receive(message) {
      if (message.type === 'folder-answer') port.receive(message.bytes);
      else {
        port.noteChange();
        // While Python sleeps or lets messages in; an `open` before the answer asks for itself.
        void takeNews();
      }
    },
    poll: () => folder.changes.poll(),
    send: () => folder.changes.send(),
  };
}
