import type { KernelMessage } from '@jupyterlab/services';
import { OutputAreaModel, SimplifiedOutputArea } from '@jupyterlab/outputarea';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { Message } from '@lumino/messaging';
import { PanelLayout, Widget } from '@lumino/widgets';
import { isJsonObject } from '../../src/base/json.ts';
import type { Logger } from '../../src/base/logger.ts';
import type { WidgetFrame, WidgetFrameEvents } from './widget-frame.ts';
import type { WidgetLine, WidgetSight } from './widget-line.ts';
import type { WidgetStart } from './widget-protocol.ts';
import { widgetWords } from './widget-words.ts';

/** The type under which Python shows a widget. */
export const WIDGET_VIEW = 'application/vnd.jupyter.widget-view+json';

/** Messages of Python's that show something. */
const SHOWN: ReadonlySet<string> = new Set(['stream', 'error', 'display_data', 'execute_result']);

/** What the outputs of one notebook show widgets with. */
export interface WidgetStage {
  readonly rendermime: IRenderMimeRegistry;
  readonly logger: Logger;
  /** A line to a widget of the present kernel; null where it has none such. */
  watch(id: string, sight: WidgetSight): WidgetLine | null;
  /** Makes a frame. Rejects where its script cannot be had. */
  frame(
    start: Omit<WidgetStart, 'theme' | 'words'>,
    height: number,
    events: WidgetFrameEvents,
  ): Promise<WidgetFrame>;
}

/**
 * Shows one widget in a frame of its own (KE2), below it what Python prints when it is used, and in its place a sentence where it is
 * there no longer.
 */
export class WidgetRenderer extends Widget implements IRenderMime.IRenderer {
  readonly #stage: WidgetStage;
  readonly #printed: SimplifiedOutputArea;
  readonly #place = new Widget();
  #id = '';
  #line: WidgetLine | null = null;
  #frame: WidgetFrame | null = null;
  #height = 0;
  /** Counts frames that were asked for, so that one that comes late is not shown. */
  #latest = 0;

  constructor(stage: WidgetStage) {
    super();
    this.#stage = stage;
    this.addClass('lectern-Widget');
    this.#printed = new SimplifiedOutputArea({
      model: new OutputAreaModel({ trusted: false }),
      rendermime: stage.rendermime,
    });
    this.#printed.node.role = 'log'; // read out when it comes
    this.#printed.node.ariaLabel = widgetWords.output;
    const layout = new PanelLayout();
    this.layout = layout;
    layout.addWidget(this.#place);
    layout.addWidget(this.#printed);
  }

  renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const data: unknown = model.data[WIDGET_VIEW];
    const id = isJsonObject(data) && typeof data['model_id'] === 'string' ? data['model_id'] : '';
    if (id === this.#id && this.#line !== null) return Promise.resolve();
    this.#id = id;
    this.#leave();
    this.#line = this.#stage.watch(id, this.#sight);
    if (this.#line === null) this.#say(widgetWords.gone);
    else if (this.isAttached) void this.#open();
    return Promise.resolve();
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.#leave();
    this.#printed.model.dispose();
    super.dispose();
  }

  /** A frame loses its content when it moves in the document: there is a new one wherever this is attached. */
  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    if (this.#line !== null) void this.#open();
  }

  protected override onBeforeDetach(message: Message): void {
    super.onBeforeDetach(message);
    this.#close();
  }

  readonly #sight: WidgetSight = {
    post: (message) => this.#frame?.post(message),
    show: (message) => this.#show(message),
    end: (why) => {
      this.#line = null;
      this.#close();
      this.#say(widgetWords.end[why]);
    },
  };

  async #open(): Promise<void> {
    this.#close();
    const number = this.#latest;
    const line = this.#line;
    if (line === null) return;
    const start = { view: this.#id, models: line.models() };
    const frame = await this.#stage
      .frame(start, this.#height, {
        onSend: (message) => line.send(message),
        onRefused: (code) => line.refuse(code),
        onFailed: (detail) => this.#failed(widgetWords.failed, detail),
      })
      .catch((error: unknown) => {
        this.#failed(widgetWords.offline, String(error));
        return null;
      });
    if (frame === null || number !== this.#latest) return frame?.end();
    this.#frame = frame;
    this.#place.node.replaceChildren(frame.element);
  }

  #failed(words: string, detail: string): void {
    this.#stage.logger.log('warn', 'widget-failed', { detail });
    this.#leave();
    this.#say(words);
  }

  /** Shows below the widget what its use makes Python print. */
  #show({ header, content }: KernelMessage.IIOPubMessage): void {
    const { model } = this.#printed;
    const type = header.msg_type;
    if (type === 'clear_output')
      model.clear((content as KernelMessage.IClearOutputMsg['content']).wait);
    else if (SHOWN.has(type)) model.add({ ...content, output_type: type });
  }

  #say(words: string): void {
    const note = document.createElement('p');
    note.className = 'lectern-Widget-note';
    note.textContent = words;
    this.#place.node.replaceChildren(...(words === '' ? [] : [note]));
  }

  #leave(): void {
    this.#line?.end();
    this.#line = null;
    this.#close();
  }

  #close(): void {
    this.#latest += 1;
    if (this.#frame !== null) this.#height = this.#frame.height;
    this.#frame?.end();
    this.#frame = null;
  }
}
