import { describe, expect, it } from 'vitest';
import { MAX_LEDGER } from '../../../lite/widgets/limits.ts';
import { WidgetLedger } from '../../../lite/widgets/widget-ledger.ts';
import type { WidgetState } from '../../../lite/widgets/widget-protocol.ts';

const state = (values: WidgetState['state']): WidgetState => ({
  state: values,
  paths: [],
  buffers: [],
});
const bytes = (...values: number[]): ArrayBuffer => new Uint8Array(values).buffer;

describe('what is kept of widgets', () => {
  it('[KE2] a frame that comes late gets the state as it is now, with its buffers', () => {
    const ledger = new WidgetLedger();
    const old = bytes(1);
    const picture = bytes(2, 3);
    ledger.open('a', {
      state: { width: 1, list: [null] },
      paths: [['value'], ['list', 0]],
      buffers: [old, bytes(9)],
    });
    expect(ledger.merge('a', { state: { width: 2 }, paths: [['value']], buffers: [picture] })).toBe(
      true,
    );
    expect(ledger.model('a')).toEqual({
      id: 'a',
      state: { width: 2, list: [null] },
      paths: [['list', 0], ['value']],
      buffers: [bytes(9), picture],
    });
    expect(ledger.merge('b', state({}))).toBe(false);
    ledger.close('a');
    expect(ledger.model('a')).toBeNull();
  });

  it('[KE2] a frame gets what its widget refers to, before the widget, and what links it with others', () => {
    const ledger = new WidgetLedger();
    ledger.open('box', state({ _view_name: 'BoxView', children: [] }));
    ledger.open('layout', state({ _view_name: null }));
    ledger.open(
      'slider',
      state({ _view_name: 'S', layout: 'IPY_MODEL_layout', box: 'IPY_MODEL_box' }),
    );
    ledger.open('other', state({ _view_name: 'S' }));
    ledger.open('lone', state({ _view_name: 'S' }));
    ledger.open(
      'link',
      state({
        _view_name: null,
        source: ['IPY_MODEL_slider', 'value'],
        target: ['IPY_MODEL_other', 'value'],
      }),
    );
    ledger.merge('box', state({ children: ['IPY_MODEL_slider', 'IPY_MODEL_gone'] }));
    expect(ledger.reach(['box'])).toEqual(['layout', 'slider', 'box', 'other', 'link']);
    expect(ledger.reach(['lone'])).toEqual(['lone']);
    ledger.open(
      'out',
      state({
        outputs: [{ data: { 'application/vnd.jupyter.widget-view+json': { model_id: 'lone' } } }],
      }),
    );
    expect(ledger.reach(['out'])).toEqual(['lone', 'out']);
  });

  it('[KE2] keeps no more than a page bears, and gives back what was closed', () => {
    const ledger = new WidgetLedger();
    const half = new ArrayBuffer(MAX_LEDGER / 2);
    const large = (): WidgetState => ({ state: {}, paths: [['value']], buffers: [half] });
    expect(ledger.open('a', large())).toBe(true);
    expect(ledger.open('b', large())).toBe(false);
    expect(ledger.has('b')).toBe(false);
    expect(ledger.merge('a', large())).toBe(true);
    ledger.close('a');
    expect(ledger.open('b', large())).toBe(true);
  });
});
