import { isJsonObject } from '../base/json.ts';
import type { OwnProfiles } from './own-profiles.ts';

/** What somebody has of a file that was handed out. */
export interface TakenFile {
  readonly version: number;
  /** Where it was put in the file browser. */
  readonly path: string;
}

/** What this person took of the files, on any of their devices; noted in their profile, which teachers read. */
export class TakenFiles {
  readonly #profiles: Pick<OwnProfiles, 'current' | 'all'>;

  constructor(profiles: Pick<OwnProfiles, 'current' | 'all'>) {
    this.#profiles = profiles;
  }

  /** The newest version taken; null for none. */
  of(id: string): TakenFile | null {
    let newest: TakenFile | null = null;
    for (const { doc } of this.#profiles.all) {
      const value = doc.getMap<unknown>('files').get(id);
      if (!isJsonObject(value)) continue;
      const { version, path } = value;
      if (typeof version !== 'number' || typeof path !== 'string') continue;
      if (newest === null || version > newest.version) newest = { version, path };
    }
    return newest;
  }

  note(id: string, { version, path }: TakenFile): void {
    const { current } = this.#profiles;
    if (current.writable.value) current.doc.getMap('files').set(id, { version, path });
  }

  /** The newest version whose entry in the list was seen; 0 for none. */
  seen(id: string): number {
    const versions = this.#profiles.all.map(({ doc }) => doc.getMap<unknown>('seenFiles').get(id));
    return Math.max(0, ...versions.filter((version) => typeof version === 'number'));
  }

  look(id: string, version: number): void {
    const { current } = this.#profiles;
    if (current.writable.value && this.seen(id) < version)
      current.doc.getMap('seenFiles').set(id, version);
  }
}
