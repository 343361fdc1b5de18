import { MAX_HEIGHT } from './limits.ts';
import { parseFrameMessage } from './parse-frame-message.ts';
import type { FromWidgetFrame, ToWidgetFrame, WidgetStart } from './widget-protocol.ts';
import { widgetFrameDocument } from './widget-frame-source.ts';

export interface WidgetFrameEvents {
  /** Called with each message of the frame, as it was read. */
  onSend(message: Extract<FromWidgetFrame, { type: 'send' }>): void;
  /** The frame has sent what was refused. */
  onRefused(code: string): void;
  /** Called once: what is in the frame cannot be shown, or it is no longer ours. */
  onFailed(detail: string): void;
}

/** What every frame is made with. */
export interface WidgetFrameOptions {
  readonly title: string;
  /** The bytes of `frame/widget-page.ts`. */
  readonly script: Blob;
  /** CSP hash of the frame's inline script. */
  readonly scriptHash: string;
}

/**
 * One frame of an opaque origin that shows a widget (KE2). It begins when its element comes into the document, and ends with
 * `end`; an element that is moved would lose its content, so whoever moves it makes another.
 */
export class WidgetFrame {
  readonly element: HTMLIFrameElement;
  readonly #channel = new MessageChannel();
  readonly #events: WidgetFrameEvents;
  #ended = false;
  /** The height that the next picture brings, in CSS pixels. */
  #wanted: number | null = null;

  constructor(
    { title, script, scriptHash }: WidgetFrameOptions,
    start: WidgetStart,
    height: number,
    events: WidgetFrameEvents,
  ) {
    this.#events = events;
    this.#channel.port1.onmessage = ({ data }: MessageEvent<unknown>) => this.#receive(data);
    const frame = document.createElement('iframe');
    this.element = frame;
    frame.setAttribute('sandbox', 'allow-scripts');
    frame.title = title;
    frame.className = 'lectern-Widget-frame';
    frame.srcdoc = widgetFrameDocument(scriptHash);
    this.#fit(height);
    this.#colour(start.theme.dark);
    let loads = 0;
    frame.addEventListener('load', () => {
      loads += 1;
      if (loads > 1) this.#fail('it went to another address');
      else frame.contentWindow?.postMessage({ script, start }, '*', [this.#channel.port2]);
    });
  }

  /** How high it is, in CSS pixels. */
  get height(): number {
    return this.element.height === '' ? 0 : Number(this.element.height);
  }

  get ended(): boolean {
    return this.#ended;
  }

  post(message: ToWidgetFrame): void {
    if (this.#ended) return;
    if (message.type === 'theme') this.#colour(message.theme.dark);
    this.#channel.port1.postMessage(message);
  }

  end(): void {
    this.#ended = true;
    this.#channel.port1.close();
    this.element.remove();
  }

  #receive(data: unknown): void {
    if (this.#ended) return;
    const read = parseFrameMessage(data);
    if (!read.ok) return this.#events.onRefused(`widget-frame-${read.error}`);
    const message = read.value;
    if (message.type === 'send') this.#events.onSend(message);
    else if (message.type === 'height') this.#fitSoon(message.px);
    else this.#fail(message.detail);
  }

  #fail(detail: string): void {
    if (this.#ended) return;
    this.end();
    this.#events.onFailed(detail);
  }

  /** At most once a picture, however often the frame says it. */
  #fitSoon(px: number): void {
    if (this.#wanted === null) requestAnimationFrame(() => this.#fit(this.#wanted ?? 0));
    this.#wanted = px;
  }

  #fit(px: number): void {
    this.#wanted = null;
    this.element.height = String(Math.min(px, MAX_HEIGHT));
  }

  /** A frame whose colour scheme is not its element's gets an opaque ground. */
  #colour(dark: boolean): void {
    this.element.style.colorScheme = dark ? 'dark' : 'light';
  }
}
