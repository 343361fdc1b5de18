import { generateRoot } from '../../src/crypto/class-root.ts';
import { generateIdentity } from '../../src/crypto/generate-identity.ts';
import { classIdOf } from '../../src/crypto/key-ids.ts';
import type { ClassRecord, ClassRecordChange } from '../../src/store/key-store.ts';

/** An owner's record of a new class with real keys. */
export async function newClassRecord(change: ClassRecordChange = {}): Promise<ClassRecord> {
  const root = await generateRoot();
  return {
    classId: await classIdOf(root.publicKey),
    className: 'Python 101',
    myName: 'Ada',
    role: 'owner',
    identity: await generateIdentity(),
    rootPublicKey: root.publicKey,
    rootPrivateKey: root.privateKey,
    recoverySaved: false,
    link: '#/join/abc',
    signalingUrl: '',
    lastOpened: 0,
    lessonOpen: false,
    code: null,
    ...change,
  };
}
