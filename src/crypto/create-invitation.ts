import type { InvitedRole } from '../protocol/class-statements.ts';
import type { ClassRoot } from '../protocol/identity.ts';
import type { Invitation } from '../protocol/invitation.ts';
import { generateAdmission } from './admission.ts';
import { classIdOf } from './key-ids.ts';

export interface InvitationOptions {
  /** As `parseClassName` gave it. */
  readonly className: string;
  /** `ws:` or `wss:` address of the signalling server; empty: that of the page in the link. */
  readonly signalingUrl: string;
  readonly role: InvitedRole;
  /** Ms since the epoch. */
  readonly expires: number;
}

/** A new invitation with an admission key of its own: also how an old one is renewed. */
export async function createInvitation(
  root: ClassRoot,
  options: InvitationOptions,
): Promise<Invitation> {
  return {
    classId: await classIdOf(root.publicKey),
    rootPublicKey: root.publicKey,
    admission: await generateAdmission(root, options.role, options.expires),
    signalingUrl: options.signalingUrl,
    className: options.className,
  };
}
