import type { Bytes } from './bytes.ts';

/** Encrypts what is stored, under a key that only a person's passphrase opens. */
export interface DataSeal {
  /** Encrypted and authenticated together with `place`: it opens nowhere else. */
  seal(plain: Bytes, place: string): Promise<Bytes>;
  /** What was sealed for `place`; null where these are other bytes. */
  open(sealed: Bytes, place: string): Promise<Bytes | null>;
  /** A name that says nothing of `text` to who lacks the key; the same each time. */
  name(text: string): Promise<string>;
}
