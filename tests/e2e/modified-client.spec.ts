import { expect } from '@playwright/test';
import * as Y from 'yjs';
import type { Bytes } from '../../src/base/bytes.ts';
import { readSharedCell } from '../../src/classroom/shared-cell-records.ts';
import { parseInvitationLink } from '../../src/protocol/invitation-link.ts';
import { CLASS_DOC, profileDoc } from '../../src/protocol/ids.ts';
import { journey } from '../support/journey.ts';
import { ModifiedPeer } from '../support/modified-peer.ts';

/** What the pages write on the console about what they refused. */
const REFUSED =
  /^\[lectern\] (not-permitted|entry-signature|update-client|message-malformed|entry-malformed|link-flood|version)/;

journey(
  '[SY3] [SE1] a modified client among real pages changes nothing, and a real share still arrives',
  async ({ people, server }) => {
    people.allow(REFUSED);
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    const { link } = await ada.invitation();
    const parsed = parseInvitationLink(link);
    if (!parsed.ok) throw parsed.error;
    const { invitation } = parsed.value;
    const { signalingUrl } = server;
    const mallory = await ModifiedPeer.join(
      { invitation, root: null },
      { signalingUrl, name: 'Mallory' },
    );
    await expect
      .poll(() => mallory.honest.replica.standing.value, { timeout: 20_000 })
      .toBe('member');
    const ben = await people.come(link);
    await ben.join('Ben');
    await ben.isTogetherWith(2);
    await ada.type(ada.cells.first(), 'print(6*7)');
    await ada.pressShare(ada.cells.first());
    await expect(ben.sharedCells).toHaveCount(1);

    const evil = async (): Promise<Bytes> => {
      const doc = new Y.Doc();
      doc.clientID = await mallory.clientId(CLASS_DOC);
      const content = {
        cellType: 'code',
        source: 'evil',
        outputs: [],
        attachments: {},
        notebook: 'Evil',
        version: 9,
        at: 1,
        withdrawn: false,
        live: false,
        withOutputs: true,
      };
      const { keyId: by } = mallory.honest.identity;
      const id = 'AAAAAAAAAAAAAAAAAAAAAA';
      doc.getArray('cells').push([{ id, ...content, by }]);
      expect(readSharedCell(doc, id)).not.toBeNull(); // it would be shown, were it let in
      return Y.encodeStateAsUpdate(doc) as Bytes;
    };
    const { authority, self } = mallory.honest.replica;
    const owner =
      [...authority.value.members.values()].find(({ role }) => role === 'owner')?.id ?? self;
    const forged = [
      await mallory.forge(CLASS_DOC, await evil()),
      await mallory.forge(CLASS_DOC, await evil(), { author: owner }),
      await mallory.forge(profileDoc(self), await evil()),
    ];
    mallory.say({ type: 'entries', entries: forged });
    for (let i = 0; i < 10_000; i++)
      mallory.send(Uint8Array.of(i % 9, 0xff, i, i >> 8, 0xff, 0xff, 0xff, 0x0f));

    await ada.type(ada.cells.first(), 'print(6*8)');
    await ada.run(ada.cells.first(), '48');
    await expect(ben.sharedCells).toHaveCount(1);
    await expect(ben.sharedCells).toContainText('print(6*8)');
    await expect(ada.sharedCells).toHaveCount(1);
    await ben.sync(ben.sharedCells.first());
    await ben.run(ben.cells.nth(1), '48');
    await expect(ben.page.getByText('evil')).toHaveCount(0);
    expect([...ada.complaints, ...ben.complaints].some((line) => /not-permitted/.test(line))).toBe(
      true,
    );
    await mallory.honest.close();
  },
);
