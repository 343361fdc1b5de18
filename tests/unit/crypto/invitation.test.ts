import { expect, test } from 'vitest';
import { utf8 } from '../../../src/base/bytes.ts';
import { proveAdmission, verifyAdmissionProof } from '../../../src/crypto/admission.ts';
import {
  generateRoot,
  sealRoot,
  signOwnerCertificate,
  verifyOwnerCertificate,
} from '../../../src/crypto/class-root.ts';
import { createInvitation } from '../../../src/crypto/create-invitation.ts';
import { generateIdentity } from '../../../src/crypto/generate-identity.ts';
import { createRoomKeys } from '../../../src/crypto/invitation-room-keys.ts';
import { classIdOf } from '../../../src/crypto/key-ids.ts';
import { verifyInvitation } from '../../../src/crypto/verify-invitation.ts';
import { WebCryptoVerifier } from '../../../src/crypto/web-crypto-verifier.ts';
import { createWebCryptoSigner } from '../../../src/crypto/web-crypto-signer.ts';
import {
  admissionCertificateBytes,
  ownerCertificateBytes,
} from '../../../src/protocol/class-statements.ts';
import { decodeInvitation, encodeInvitation } from '../../../src/protocol/invitation.ts';
import type { Invitation } from '../../../src/protocol/invitation.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const options = {
  className: 'Python 101',
  signalingUrl: '',
  role: 'student',
  expires: NOW + 1_000,
} as const;
const verifier = new WebCryptoVerifier();
const root = await generateRoot();
const classId = await classIdOf(root.publicKey);
const invitation = await createInvitation(root, options);
const other = await createInvitation(root, options);

async function verdict(changed: Invitation, now = NOW): Promise<string> {
  const result = await verifyInvitation(changed, verifier, now);
  return result.ok ? 'ok' : result.error.code;
}

test('an invitation that the owner made is good, before and after its way through a link', async () => {
  expect(await verdict(invitation)).toBe('ok');
  const decoded = decodeInvitation(encodeInvitation(invitation));
  expect(decoded).toEqual({ ok: true, value: invitation });
  expect(decoded.ok && decoded.value.classId).toBe(classId);
});

test('an invitation is over at its end', async () => {
  expect(await verdict(invitation, options.expires - 1)).toBe('ok');
  expect(await verdict(invitation, options.expires)).toBe('link-expired');
});

test('nobody but the owner can change what an invitation gives', async () => {
  const { admission } = invitation;
  const forged: Record<string, Invitation> = {
    'a later end': { ...invitation, admission: { ...admission, expires: admission.expires + 1 } },
    'another role': { ...invitation, admission: { ...admission, role: 'observer' } },
    'another key, old certificate': {
      ...invitation,
      admission: { ...other.admission, certificate: admission.certificate },
    },
    'another class': { ...invitation, rootPublicKey: (await generateRoot()).publicKey },
    'another class id': { ...invitation, classId: await classIdOf(admission.publicKey) },
    'a scalar of another key': {
      ...invitation,
      admission: { ...admission, privateScalar: other.admission.privateScalar },
    },
    'a scalar of zero': {
      ...invitation,
      admission: { ...admission, privateScalar: new Uint8Array(32) },
    },
    'a scalar out of range': {
      ...invitation,
      admission: { ...admission, privateScalar: new Uint8Array(32).fill(255) },
    },
    'a root off the curve': { ...invitation, rootPublicKey: new Uint8Array(65).fill(4) },
  };
  for (const [what, changed] of Object.entries(forged))
    expect(await verdict(changed), what).toBe('link-damaged');
});

test("a root key of one's own gives nothing in another class, even with everything signed for that class", async () => {
  const own = await generateRoot();
  const forger = await createWebCryptoSigner(own);
  const { publicKey, role, expires } = invitation.admission;
  const certificate = await forger.sign(
    admissionCertificateBytes(classId, publicKey, role, expires),
  );
  const forged = {
    ...invitation,
    rootPublicKey: own.publicKey,
    admission: { ...invitation.admission, certificate },
  };
  expect(await verdict(forged)).toBe('link-damaged');
  const appointed = await forger.sign(ownerCertificateBytes(classId, publicKey));
  expect(await verifyOwnerCertificate(verifier, classId, own.publicKey, publicKey, appointed)).toBe(
    false,
  );
});

test('a joiner proves to any peer that the admission key let them in, and nobody else', async () => {
  const joiner = await generateIdentity();
  const stranger = await generateIdentity();
  const { signer } = await createRoomKeys(invitation);
  const proof = await proveAdmission(signer, classId, joiner.publicKey);
  const key = invitation.admission.publicKey;
  const elsewhere = await classIdOf(stranger.publicKey);
  expect(signer.publicKey).toEqual(key);
  expect(await verifyAdmissionProof(verifier, classId, key, joiner.publicKey, proof)).toBe(true);
  expect(await verifyAdmissionProof(verifier, classId, key, stranger.publicKey, proof)).toBe(false);
  expect(await verifyAdmissionProof(verifier, elsewhere, key, joiner.publicKey, proof)).toBe(false);
  expect(
    await verifyAdmissionProof(
      verifier,
      classId,
      other.admission.publicKey,
      joiner.publicKey,
      proof,
    ),
  ).toBe(false);
});

test('the root key appoints a device for its own class only, also once it cannot be exported any more', async () => {
  const device = await generateIdentity();
  const sealed = await sealRoot(root);
  expect(sealed.privateKey.extractable).toBe(false);
  await expect(crypto.subtle.exportKey('pkcs8', sealed.privateKey)).rejects.toThrow();
  const certificate = await signOwnerCertificate(sealed, device.publicKey);
  const fits = (id: typeof classId, key: Uint8Array): Promise<boolean> =>
    verifyOwnerCertificate(verifier, id, root.publicKey, key, certificate);
  expect(await fits(classId, device.publicKey)).toBe(true);
  expect(await fits(classId, (await generateIdentity()).publicKey)).toBe(false);
  expect(await fits(await classIdOf(device.publicKey), device.publicKey)).toBe(false);
});

test('a signature for one purpose does not pass for another', async () => {
  const joiner = await generateIdentity();
  const certificate = await signOwnerCertificate(root, joiner.publicKey);
  expect(
    await verifyAdmissionProof(verifier, classId, root.publicKey, joiner.publicKey, certificate),
  ).toBe(false);
});

test('everybody with the invitation opens what one of them sealed for the room, in its context', async () => {
  const teacher = await createRoomKeys(invitation);
  const student = await createRoomKeys(invitation);
  const offer = utf8('v=0');
  const sealed = await teacher.seal(offer, 'offer');
  expect(await student.open(sealed, 'offer')).toEqual(offer);
  expect(await student.open(sealed, 'answer')).toBeNull();
  expect(sealed).toHaveLength(12 + 3 + 16);
  expect(await teacher.seal(offer, 'offer')).not.toEqual(sealed);
});

test('a renewed invitation opens nothing of the old room, and changed or foreign bytes open to null', async () => {
  const sealed = await (await createRoomKeys(invitation)).seal(utf8('v=0'), 'offer');
  const student = await createRoomKeys(invitation);
  expect(await (await createRoomKeys(other)).open(sealed, 'offer')).toBeNull();
  for (let length = 0; length < sealed.length; length++) {
    expect(await student.open(sealed.subarray(0, length), 'offer')).toBeNull();
  }
  for (let at = 0; at < sealed.length; at++) {
    const flipped = new Uint8Array(sealed);
    flipped[at] = (flipped[at] ?? 0) ^ 1;
    expect(await student.open(flipped, 'offer')).toBeNull();
  }
});

test('room keys of an impossible scalar are refused as link-damaged', async () => {
  const broken = {
    ...invitation,
    admission: { ...invitation.admission, privateScalar: new Uint8Array(32) },
  };
  await expect(createRoomKeys(broken)).rejects.toMatchObject({ code: 'link-damaged' });
});
