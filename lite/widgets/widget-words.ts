import { msg } from '../../src/words/words.ts';
import type { WidgetEnd } from './widget-line.ts';

/** Every word about controls (widgets) in a notebook; the page hands the frame those that it needs. */
export const widgetWords = {
  title: msg('Control from Python'),
  output: msg('What Python says when the control is used'),
  gone: msg('This control belongs to an earlier run. Run the cell to get it back.'),
  failed: msg(
    'This control could not be shown. Run the cell again; if that does not help, reload the page.',
  ),
  offline: msg('What shows controls could not be loaded: connect once, then run the cell again.'),
  foreign: msg(
    'This control needs “{module}”, which is not here: only the controls of ipywidgets itself work in this classroom.',
  ),
  end: {
    closed: '',
    python: msg('Python was started anew, so this control is gone. Run the cell to get it back.'),
    refused: msg(
      'This control was taken away, as it sent what no control sends. Run the cell to get it back.',
    ),
  } satisfies Record<WidgetEnd, string>,
} as const;
