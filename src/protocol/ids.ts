/** SHA-256 of a raw uncompressed P-256 public key (65 bytes), in base64url: 43 characters. Names a device's key. */
export type KeyId = string & { readonly __brand: 'KeyId' };

/** SHA-256 of utf8("lectern/class/1") ‖ the class's raw root public key, in base64url: 43 characters. */
export type ClassId = string & { readonly __brand: 'ClassId' };

/** 128 random bits in base64url (22 characters), made at page load or takeover and never restored. */
export type SessionId = string & { readonly __brand: 'SessionId' };

/** SHA-256 of an entry's signed body, in base64url: 43 characters. */
export type EntryHash = string & { readonly __brand: 'EntryHash' };

/** A document of a class: `authority`, `class`, `profile:<KeyId>`, …: at most `MAX_DOC_NAME_UNITS` characters. */
export type DocId = string & { readonly __brand: 'DocId' };

/** Commitment to a document key (SHA-256, see `document-keys.ts`), in base64url: 43 characters. */
export type KeyCommitment = string & { readonly __brand: 'KeyCommitment' };

/** SHA-256 of a blob's manifest (`blob-manifest.ts`), in base64url: 43 characters. */
export type BlobId = string & { readonly __brand: 'BlobId' };

/** SHA-256 of a file of the application or of a package, in base64url: 43 characters. */
export type FileHash = string & { readonly __brand: 'FileHash' };

/** A connection in a signalling room: 16 random bytes in base64url. */
export type PeerId = string & { readonly __brand: 'PeerId' };

/**
 * Where on a device all of one person is: part of the names of their databases. Empty for the first place of a
 * device, which is the only one where the device is not shared; else 16 random bytes in base64url.
 */
export type PlaceId = string & { readonly __brand: 'PlaceId' };

export const AUTHORITY_DOC = 'authority' as DocId;
export const CLASS_DOC = 'class' as DocId;
/** The notebook that a teacher lets the class follow. */
export const FOLLOW_DOC = 'follow' as DocId;

/** The document that a participant writes about themselves. */
export function profileDoc(participant: KeyId): DocId {
  return `profile:${participant}` as DocId;
}

/** Whether a document is for the moment only: nobody holds it for who is away, and what nobody else has of it waits for nobody. */
export function isPassing(doc: DocId): boolean {
  return doc === FOLLOW_DOC;
}

/** Whether `text` is 32 bytes in canonical base64url. */
export function isHash32(text: string): boolean {
  return /^[\w-]{42}[AEIMQUYcgkosw048]$/.test(text);
}

/** Whether `text` is 16 bytes in canonical base64url. */
export function isId16(text: string): boolean {
  return /^[\w-]{21}[AQgw]$/.test(text);
}
