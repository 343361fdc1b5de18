import type { AuthorityStatement } from '../protocol/authority-statement.ts';
import type { EntryRecord } from './entry-record.ts';
import type { DocumentCheckpoint } from './document-checkpoint.ts';
import type { UpdateShape } from './yjs-update.ts';

/** An entry whose shape and signatures were checked, with what its content says. */
export interface Candidate {
  readonly record: EntryRecord;
  readonly content:
    | { readonly kind: 'statement'; readonly statement: AuthorityStatement }
    | { readonly kind: 'update'; readonly client: number; readonly shape: UpdateShape }
    | {
        readonly kind: 'checkpoint';
        readonly client: number;
        readonly checkpoint: DocumentCheckpoint;
        /** Made here, of what is here. */
        readonly own: boolean;
      };
}
