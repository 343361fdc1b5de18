import * as base from '@jupyter-widgets/base';
import { ManagerBase } from '@jupyter-widgets/base-manager';
import * as controls from '@jupyter-widgets/controls';
import { OutputModel } from '@jupyter-widgets/output';
import type { WidgetWords } from '../widget-protocol.ts';
import { cleanHtml } from './clean-html.ts';
import { SafeHtmlMathView, SafeHtmlView } from './html-views.ts';
import { OutputView } from './output-view.ts';

type WidgetClass = typeof base.WidgetModel | typeof base.WidgetView;

/** A view that says in words why a widget cannot be shown. */
function reasonView(reason: (model: base.WidgetModel) => unknown): typeof base.DOMWidgetView {
  return class extends base.DOMWidgetView {
    override render(): void {
      const error = reason(this.model);
      const text = document.createElement('p');
      text.textContent = error instanceof Error ? error.message : String(error);
      this.el.append(text);
    }
  };
}

/** Where a widget's classes come from: what is bundled here, and nothing that would have to be fetched. */
const CLASSES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  '@jupyter-widgets/base': { ...base, ErrorWidgetView: reasonView((model) => model.get('error')) },
  '@jupyter-widgets/controls': {
    ...controls,
    HTMLView: SafeHtmlView,
    HTMLMathView: SafeHtmlMathView,
  },
  '@jupyter-widgets/output': { OutputModel, OutputView },
};

/** Makes models and views of Jupyter's own widgets. */
export class FrameManager extends ManagerBase {
  readonly #words: WidgetWords;

  constructor(words: WidgetWords) {
    super();
    this.#words = words;
  }

  protected override async loadClass(name: string, module: string): Promise<WidgetClass> {
    const found = Object.hasOwn(CLASSES, module) ? CLASSES[module]?.[name] : undefined;
    if (typeof found !== 'function')
      throw new Error(this.#words.foreign.replace('{module}', module));
    return found as WidgetClass;
  }

  protected override async loadViewClass(
    name: string,
    module: string,
    version: string,
  ): Promise<typeof base.WidgetView> {
    try {
      return await super.loadViewClass(name, module, version);
    } catch (error) {
      return reasonView(() => error);
    }
  }

  /** Descriptions that hold HTML. */
  override inline_sanitize(html: string): string {
    return cleanHtml(html);
  }

  /** The page opens the comms; nothing here asks for one. */
  protected override _create_comm(): Promise<base.IClassicComm> {
    return Promise.reject(new Error('a frame opens no comm'));
  }

  protected override _get_comm_info(): Promise<object> {
    return Promise.resolve({});
  }
}
