import type { LabHandle } from '../../../lite/lab.ts';

/** What the harness page puts in reach of the tests. */
declare global {
  interface Window {
    lab: LabHandle;
    /** Codes of the storage errors so far. */
    storageErrors: string[];
    /** What the buttons did, by cell id. */
    pressed: string[];
    /** Cells that `shareAlong` calls shared; true: stale. */
    shared: Map<string, boolean>;
    /** Has the cell buttons share into `shared`, as a class would. */
    shareAlong: () => void;
  }
}
