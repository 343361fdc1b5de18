import type { Bytes } from '../base/bytes.ts';
import type { AuthorityStatement } from '../protocol/authority-statement.ts';
import type { DocumentKeysContent } from '../protocol/document-keys.ts';
import type { SealedUpdate } from '../protocol/sealed-update.ts';
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
      }
    | {
        readonly kind: 'sealed';
        readonly client: number;
        readonly sealed: SealedUpdate;
        /** What is in it, where this device made it. */
        readonly plain?: { readonly update: Bytes; readonly shape: UpdateShape };
      }
    | { readonly kind: 'keys'; readonly client: number; readonly keys: DocumentKeysContent };
}
