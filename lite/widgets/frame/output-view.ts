import { OutputView as EmptyView } from '@jupyter-widgets/output';
import { Widget } from '@lumino/widgets';
import { isJsonObject } from '../../../src/base/json.ts';
import { cleanHtml } from './clean-html.ts';

const WIDGET = 'application/vnd.jupyter.widget-view+json';
const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const;
const TEXTS = ['text/markdown', 'text/latex', 'text/plain'] as const;

/** Shows what an Output widget has caught: text, pictures, sanitised HTML, widgets. */
export class OutputView extends EmptyView {
  /** Counts drawings, so that a slow one does not take the place of a newer. */
  #latest = 0;

  override render(): void {
    super.render();
    this.el.classList.add('jupyter-widgets', 'lectern-output');
    this.listenTo(this.model, 'change:outputs', () => void this.#draw());
    void this.#draw();
  }

  /** What was there before stays until the new is drawn: a picture that follows a slider would flicker. */
  async #draw(): Promise<void> {
    const number = ++this.#latest;
    const outputs: unknown = this.model.get('outputs');
    const box = document.createElement('div');
    box.hidden = true;
    this.el.append(box);
    for (const output of Array.isArray(outputs) ? outputs : [])
      if (isJsonObject(output)) await this.#add(box, output);
    if (number !== this.#latest) return box.remove();
    for (const old of [...this.el.children]) if (old !== box) old.remove();
    box.hidden = false;
  }

  async #add(box: HTMLElement, output: Record<string, unknown>): Promise<void> {
    if (output['output_type'] === 'stream')
      return addText(box, joined(output['text']), output['name'] === 'stderr');
    if (output['output_type'] === 'error') {
      const lines = joined(output['traceback'], '\n');
      return addText(box, lines || `${joined(output['ename'])}: ${joined(output['evalue'])}`, true);
    }
    const { data } = output;
    if (isJsonObject(data)) await this.#addData(box, data);
  }

  async #addData(box: HTMLElement, data: Record<string, unknown>): Promise<void> {
    const widget = data[WIDGET];
    if (isJsonObject(widget)) return this.#addWidget(box, String(widget['model_id']));
    const html = joined(data['text/html']);
    if (html !== '') {
      const page = document.createElement('div');
      page.className = 'lectern-html';
      page.innerHTML = cleanHtml(html);
      return box.append(page);
    }
    const alt = joined(data['text/plain']);
    const drawing = joined(data['image/svg+xml']);
    if (drawing !== '')
      return addImage(box, `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing)}`, alt);
    for (const type of PICTURES) {
      const bytes = joined(data[type]).replaceAll(/\s/g, '');
      if (bytes !== '') return addImage(box, `data:${type};base64,${bytes}`, alt);
    }
    const text = TEXTS.map((type) => joined(data[type])).find((each) => each !== '');
    addText(box, text ?? JSON.stringify(Object.values(data)[0] ?? ''), false);
  }

  async #addWidget(box: HTMLElement, id: string): Promise<void> {
    const view = await this.create_child_view(await this.model.widget_manager.get_model(id));
    const host = document.createElement('div');
    box.append(host);
    if (host.isConnected) Widget.attach(view.luminoWidget, host);
  }
}

/** Text as it is, without colours (ECMA-48 control sequences). */
function addText(box: HTMLElement, text: string, wrong: boolean): void {
  // oxlint-disable-next-line no-control-regex -- the escape character is what is looked for
  const plain = text.replaceAll(/\u001B\[[\d;?]*[A-Za-z]/g, '');
  const before = box.lastElementChild;
  if (before instanceof HTMLPreElement && before.classList.contains('wrong') === wrong) {
    before.append(plain);
    return;
  }
  const pre = document.createElement('pre');
  pre.classList.toggle('wrong', wrong);
  pre.append(plain);
  box.append(pre);
}

async function addImage(box: HTMLElement, url: string, alt: string): Promise<void> {
  const image = new Image();
  image.alt = alt;
  image.src = url;
  await image.decode().catch(() => undefined); // a broken picture shows as one
  box.append(image);
}

/** nbformat writes long strings as arrays of pieces. */
function joined(value: unknown, between = ''): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.filter((piece) => typeof piece === 'string').join(between);
  return '';
}
