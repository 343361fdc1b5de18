import { fromBase64Url, toBase64Url } from '../../../src/base/bytes.ts';
import { importRootKey } from '../../../src/crypto/class-root.ts';
import { encodeInvitation, decodeInvitation } from '../../../src/protocol/invitation.ts';
import { newNodeClass } from '../../support/node-peer.ts';
import type { NodeClass } from '../../support/node-peer.ts';

/** A new class as text, so that several processes can take part in it. */
export interface PackedClass {
  readonly invitation: string;
  /** The root's private key (PKCS#8). */
  readonly root: string;
  readonly rootPublicKey: string;
}

export async function packClass(): Promise<PackedClass> {
  const { invitation, root } = await newNodeClass('Benchmark');
  if (root === null) throw new Error('a new class has its root');
  const key = new Uint8Array(await crypto.subtle.exportKey('pkcs8', root.privateKey));
  return {
    invitation: toBase64Url(encodeInvitation(invitation)),
    root: toBase64Url(key),
    rootPublicKey: toBase64Url(root.publicKey),
  };
}

/** The class for one participant; only the owner gets the root key. */
export async function unpackClass(packed: PackedClass, owner: boolean): Promise<NodeClass> {
  const invitation = decodeInvitation(bytes(packed.invitation));
  if (!invitation.ok) throw new Error(invitation.error);
  const root = owner
    ? {
        publicKey: bytes(packed.rootPublicKey),
        privateKey: await importRootKey(bytes(packed.root), false),
      }
    : null;
  return { invitation: invitation.value, root };
}

function bytes(text: string) {
  const decoded = fromBase64Url(text);
  if (decoded === null) throw new Error('not base64url');
  return decoded;
}
