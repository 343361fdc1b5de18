import type { DataSeal } from '../base/data-seal.ts';
import type { PlaceId } from '../protocol/ids.ts';

/** A person's place, opened. */
export interface OpenPlace {
  readonly place: PlaceId;
  /** Seals what is stored there; null where it is not protected. */
  readonly seal: DataSeal | null;
}
