import type { Kernel } from '@jupyterlab/services';
import { expect, test } from 'vitest';
import { RefusalCounter, silentLogger } from '../../../src/base/logger.ts';
import { MAX_IN_FLIGHT, MAX_REFUSED } from '../../../lite/widgets/limits.ts';
import { WidgetLedger } from '../../../lite/widgets/widget-ledger.ts';
import { WidgetLine } from '../../../lite/widgets/widget-line.ts';
import type { ToWidgetFrame } from '../../../lite/widgets/widget-protocol.ts';

/** A line to the widget `a` of a kernel that has `a` and `b`; the kernel's side of the comms is the test's. */
function lineTo(root: string) {
  const ledger = new WidgetLedger();
  for (const id of ['a', 'b'])
    ledger.open(id, { state: { _view_name: 'V' }, paths: [], buffers: [] });
  const sent: { readonly id: string; readonly data: unknown }[] = [];
  const finish: (() => void)[] = [];
  const comm = (id: string): Kernel.IComm => {
    const send = (data: unknown): unknown => {
      sent.push({ id, data });
      const done = new Promise<void>((resolve) => finish.push(resolve));
      return { msg: { header: { msg_id: `m${sent.length}` } }, done };
    };
    return { commId: id, isDisposed: false, send } as unknown as Kernel.IComm;
  };
  const comms = new Map([...'ab'].map((id) => [id, comm(id)] as const));
  const posted: ToWidgetFrame[] = [];
  const ends: string[] = [];
  const refusals = new RefusalCounter(silentLogger);
  const sight = {
    post: (message: ToWidgetFrame) => void posted.push(message),
    show: () => undefined,
    end: (why: string) => void ends.push(why),
  };
  const line = new WidgetLine(root, ledger, comms, refusals, sight, () => ends.push('left'));
  return { line, ledger, sent, finish, posted, ends, refusals };
}

const value = { method: 'update', state: { value: 1 }, buffer_paths: [] } as const;
const send = (id: string, n = 1) => ({ type: 'send', n, id, data: value, buffers: [] }) as const;

test('[KE2] a frame speaks to the widgets that it shows, and to no others', async () => {
  const { line, ledger, sent, finish, posted, refusals } = lineTo('a');
  line.send(send('a'));
  expect(refusals.counts()).toEqual(new Map([['widget-comm-unknown', 1]])); // it knows none yet
  expect(line.models().map(({ id }) => id)).toEqual(['a']);
  line.send(send('a', 7));
  line.send(send('b'));
  line.send(send('c'));
  expect(sent).toEqual([{ id: 'a', data: value }]);
  expect(refusals.counts()).toEqual(new Map([['widget-comm-unknown', 3]]));
  line.tell('a', { ...value, method: 'echo_update' }, [], 'm1');
  line.tell('a', value, [], 'somebody else’s');
  line.tell('b', value, [], '');
  finish[0]?.();
  await Promise.resolve();
  await Promise.resolve();
  expect(posted.map((each) => (each.type === 'message' ? each.of : each))).toEqual([
    7,
    null,
    { type: 'done', n: 7 },
  ]);
  // What its widget refers to later comes along, before it is spoken of.
  ledger.merge('a', { state: { child: 'IPY_MODEL_b' }, paths: [], buffers: [] });
  line.tell('a', { ...value, state: { child: 'IPY_MODEL_b' } }, [], '');
  expect(posted.slice(3).map(({ type }) => type)).toEqual(['open', 'message']);
  line.send(send('b'));
  expect(sent.at(-1)?.id).toBe('b');
});

test('[KE2] a frame sends no more than Python keeps up with, and one that goes on is ended', () => {
  const { line, sent, ends, refusals } = lineTo('a');
  line.models();
  for (let n = 0; n < MAX_IN_FLIGHT + MAX_REFUSED - 1; n++) line.send(send('a', n));
  expect(sent).toHaveLength(MAX_IN_FLIGHT);
  expect(refusals.counts()).toEqual(new Map([['widget-too-much', MAX_REFUSED - 1]]));
  expect(ends).toEqual([]);
  line.send(send('a'));
  expect(ends).toEqual(['left', 'refused']);
});

test('[KE2] a widget that Python closes ends its frame; one within it is taken out', () => {
  const { line, ledger, posted, ends } = lineTo('a');
  ledger.merge('a', { state: { child: 'IPY_MODEL_b' }, paths: [], buffers: [] });
  line.models();
  line.closed('b', 'closed');
  expect(posted).toEqual([{ type: 'close', id: 'b' }]);
  line.closed('a', 'python');
  expect(ends).toEqual(['left', 'python']);
});
