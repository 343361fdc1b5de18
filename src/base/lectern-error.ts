/**
 * Operational failures that somebody can meet, by code. Wording for people is keyed by these codes
 * (`src/ui/messages.ts`); nobody branches on message text.
 */
export type ErrorCode =
  | 'link-malformed' // the class link or code cannot be read at all
  | 'link-damaged' // its signature does not fit: cut or changed on the way
  | 'link-newer' // made by a later version of Lectern
  | 'link-expired' // the invitation's time is over
  | 'link-foreign' // made for another Lectern site, which this page cannot reach; detail `page`
  | 'code-unknown' // no class answers to this code now
  | 'code-too-many-tries' // too many wrong codes from here
  | 'class-closed' // the owner closed the class for ever
  | 'class-missing' // this device keeps nothing of the class that is to be opened
  | 'class-unreachable' // nobody of the class is reachable now
  | 'admission-refused' // the class's peers did not let this participant in
  | 'admission-removed' // a teacher removed this participant; detail `pieces`: of own work that does not count
  | 'work-lost' // own work does not count any more; detail `pieces`
  | 'not-permitted' // the right to a command was lost meanwhile
  | 'notebooks-not-restored' // of a backup; its class was restored
  | 'device-taken-off' // this device is not its person's any more
  | 'name-invalid' // empty, or too long after trimming
  | 'name-taken' // somebody with this name works at this computer already, or too many do; detail `people`
  | 'signaling-unreachable' // no connection to the signalling server
  | 'signaling-refused' // the server refused, see detail
  | 'webrtc-missing' // this browser has no RTCPeerConnection
  | 'python-missing' // Python cannot start in this browser
  | 'clock-wrong' // this device's clock differs by more than a day from that of the page's host
  | 'crypto-missing' // no Web Crypto: not a secure context
  | 'storage-missing' // IndexedDB cannot be opened
  | 'storage-full' // quota exceeded
  | 'storage-damaged' // some of what is stored cannot be read; detail `entries`, or none where it is not of a class's documents
  | 'storage-newer' // the database was made by a later version of Lectern
  | 'storage-blocked' // another tab keeps an old version of the database open
  | 'storage-held' // IndexedDB does not answer: another tab does not end its transaction
  | 'storage-broken' // any other failure of IndexedDB
  | 'class-open-elsewhere' // another tab holds the class
  | 'place-held' // another tab of this person does not let go of what they have here
  | 'passphrase-wanted' // the class's data on this device is protected; detail `class`, or `own`: its name
  | 'passphrase-wrong'
  | 'folder-refused' // the browser does not let the page write into the folder that was picked
  | 'file-unsaved' // the disk did not take a file that was to be saved
  | 'file-missing' // a file of the file browser that is not there any more; detail `name`
  | 'file-damaged' // a recovery file or notebook that cannot be read
  | 'files-too-many' // at once; detail `max`
  | 'too-large' // what was to be shared or sent exceeds a limit
  | 'kernel-failed'
  | 'app-load-failed'; // a part of the application could not be loaded

/** A failure in operation (not a broken invariant, which throws a plain `Error`). */
export class LecternError extends Error {
  override readonly name = 'LecternError';
  readonly code: ErrorCode;
  /** Facts for the log and for filling in the wording; never secrets, never another person's content. */
  readonly detail: Readonly<Record<string, string | number>>;

  constructor(
    code: ErrorCode,
    options: { cause?: unknown; detail?: Readonly<Record<string, string | number>> } = {},
  ) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.detail = options.detail ?? {};
  }
}
