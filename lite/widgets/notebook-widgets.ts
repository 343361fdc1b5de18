import type { IThemeManager } from '@jupyterlab/apputils';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { Kernel } from '@jupyterlab/services';
import type { Logger, RefusalCounter } from '../../src/base/logger.ts';
import { widgetScriptHash } from 'virtual:lectern-widgets';
import { KernelWidgets } from './kernel-widgets.ts';
import { WidgetFrame } from './widget-frame.ts';
import { WIDGET_VIEW, WidgetRenderer, type WidgetStage } from './widget-renderer.ts';
import { WidgetScript } from './widget-script.ts';
import { pageTheme } from './widget-theme.ts';
import { widgetWords } from './widget-words.ts';
import './widgets.css';

export interface WidgetOptions {
  readonly tracker: INotebookTracker;
  readonly themes: IThemeManager;
  readonly logger: Logger;
  readonly refusals: RefusalCounter;
  /** The application's base address, with a slash at its end. */
  readonly base: string;
}

/** Before HTML and text, of which a widget's output has one as well. */
const RANK = 10;

/** Shows widgets in every notebook, those that are open and those to come. */
export function showWidgets({ tracker, themes, logger, refusals, base }: WidgetOptions): void {
  const script = new WidgetScript(base);
  const frames = new Set<WidgetFrame>();
  themes.themeChanged.connect(() => {
    const theme = pageTheme(document.body);
    for (const frame of frames) frame.post({ type: 'theme', theme });
  });
  const frame: WidgetStage['frame'] = async (start, height, events) => {
    const options = {
      title: widgetWords.title,
      script: await script.load(),
      scriptHash: widgetScriptHash,
    };
    const words = { foreign: widgetWords.foreign };
    for (const old of frames) if (old.ended) frames.delete(old);
    const made = new WidgetFrame(
      options,
      { ...start, words, theme: pageTheme(document.body) },
      height,
      events,
    );
    frames.add(made);
    return made;
  };
  const add = (panel: NotebookPanel): void => {
    const { rendermime } = panel.content;
    const { sessionContext } = panel;
    let widgets: KernelWidgets | null = null;
    const follow = (kernel: Kernel.IKernelConnection | null | undefined): void => {
      widgets?.dispose();
      widgets = kernel ? new KernelWidgets(kernel, refusals) : null;
    };
    sessionContext.kernelChanged.connect((_, { newValue }) => follow(newValue));
    follow(sessionContext.session?.kernel);
    panel.disposed.connect(() => follow(null));
    const stage: WidgetStage = {
      rendermime,
      logger,
      frame,
      watch: (id, sight) => widgets?.watch(id, sight) ?? null,
    };
    const createRenderer = (): WidgetRenderer => new WidgetRenderer(stage);
    rendermime.addFactory({ safe: true, mimeTypes: [WIDGET_VIEW], createRenderer }, RANK);
  };
  tracker.forEach(add);
  tracker.widgetAdded.connect((_, panel) => add(panel));
}
