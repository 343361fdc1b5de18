import type { WidgetEnd } from './widget-line.ts';

/** Every word about controls (widgets) in a notebook, in English. */
export const widgetWords = {
  title: 'Control from Python',
  output: 'What Python says when the control is used',
  gone: 'This control belongs to an earlier run. Run the cell to get it back.',
  failed:
    'This control could not be shown. Run the cell again; if that does not help, reload the page.',
  offline: 'What shows controls could not be loaded: connect once, then run the cell again.',
  foreign:
    'This control needs “{module}”, which is not here: only the controls of ipywidgets itself work in this classroom.',
  end: {
    closed: '',
    python: 'Python was started anew, so this control is gone. Run the cell to get it back.',
    refused:
      'This control was taken away, as it sent what no control sends. Run the cell to get it back.',
  } satisfies Record<WidgetEnd, string>,
} as const;
