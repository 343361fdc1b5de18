/** What a browser gives away about how it keeps data. */
export interface BrowserFacts {
  /** It passes "keep this?" on to the person: Firefox does, others decide by themselves. */
  readonly asksPerson: boolean;
  /** Safari outside an installed app removes data after seven days of use without a visit. All of iOS is Safari in this. */
  readonly sevenDays: boolean;
  /** Whether this is a private window, as far as it shows. */
  isPrivate(): Promise<boolean>;
}

/** The parts of the browser that are looked at. */
export interface BrowserView {
  readonly userAgent: string;
  readonly vendor: string;
  /** The page runs as an installed app. */
  readonly installed: boolean;
  /** Asks for the file system of this origin; missing where there is none. */
  readonly originFiles: (() => Promise<unknown>) | undefined;
}

/**
 * Private windows of Firefox and Safari refuse a page the file system of its origin, which they have otherwise: so a
 * refusal tells. Chrome's do not differ in anything but the room they give, which proves nothing: there it is not said,
 * and what is said of data that the browser does not keep for good names private windows too.
 */
export function browserFacts(view: BrowserView): BrowserFacts {
  const { userAgent, vendor, installed, originFiles } = view;
  return {
    asksPerson: /\bFirefox\//.test(userAgent),
    sevenDays: vendor.startsWith('Apple') && !installed,
    async isPrivate() {
      if (originFiles === undefined) return false;
      try {
        await originFiles();
        return false;
      } catch {
        return true;
      }
    },
  };
}

/** The real browser. */
export function thisBrowser(): BrowserView {
  const { userAgent, vendor } = navigator;
  const storage = navigator.storage as StorageManager | undefined;
  const installed =
    matchMedia('(display-mode: standalone)').matches ||
    (navigator as { standalone?: boolean }).standalone === true;
  const originFiles =
    storage !== undefined && 'getDirectory' in storage ? () => storage.getDirectory() : undefined;
  return { userAgent, vendor, installed, originFiles };
}
