import type { IOutput } from '@jupyterlab/nbformat';
import { OutputModel, type IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { Widget } from '@lumino/widgets';
import type { JsonObject } from '../../../src/base/json.ts';
import { speaks } from '../../../src/words/speaks.ts';
import { mirrorWords } from './mirror-words.ts';

/** What is drawn at one time: it is replaced as a whole, when what takes its place is drawn. */
interface Drawn {
  readonly node: HTMLElement;
  readonly renderers: IRenderMime.IRenderer[];
}

/** Draws outputs, or a text as Markdown, from somebody else: nothing of it is trusted, all of it is sanitised (KE2). */
export class MirrorOutputs {
  readonly #host: HTMLElement;
  readonly #rendermime: IRenderMimeRegistry;
  #drawn: Drawn | null = null;
  /** Counts drawings, so that a slow one does not take the place of a newer. */
  #latest = 0;

  constructor(host: HTMLElement, rendermime: IRenderMimeRegistry) {
    this.#host = host;
    this.#rendermime = rendermime;
  }

  showOutputs(outputs: readonly JsonObject[], note: string | null): Promise<void> {
    return this.#show(async (drawn) => {
      for (const output of outputs) await this.#draw(drawn, () => this.#outputModel(output));
      if (note !== null) drawn.node.append(paragraph(note));
    });
  }

  showMarkdown(text: string): Promise<void> {
    return this.#show((drawn) =>
      this.#draw(drawn, () =>
        this.#rendermime.createModel({ data: { 'text/markdown': text }, trusted: false }),
      ),
    );
  }

  dispose(): void {
    this.#latest++;
    release(this.#drawn);
    this.#drawn = null;
  }

  async #show(draw: (drawn: Drawn) => Promise<void>): Promise<void> {
    const number = ++this.#latest;
    const drawn: Drawn = { node: document.createElement('div'), renderers: [] };
    drawn.node.hidden = true;
    this.#host.append(drawn.node); // Lumino's widgets want a place in the document
    await draw(drawn);
    if (number !== this.#latest) return release(drawn);
    release(this.#drawn);
    this.#drawn = drawn;
    drawn.node.hidden = false;
  }

  async #draw({ node, renderers }: Drawn, model: () => IRenderMime.IMimeModel): Promise<void> {
    try {
      const content = model();
      const type = this.#rendermime.preferredMimeType(content.data, 'ensure');
      if (type === undefined) throw new Error('nothing here draws it');
      const renderer = this.#rendermime.createRenderer(type);
      renderers.push(renderer);
      renderer.addClass('jp-OutputArea-output');
      if (node.isConnected) Widget.attach(renderer, node);
      await renderer.renderModel(content);
    } catch {
      node.append(paragraph(mirrorWords.unreadable)); // whatever a library makes of what came from outside
    }
  }

  #outputModel(output: JsonObject): IRenderMime.IMimeModel {
    return new OutputModel({ value: output as unknown as IOutput, trusted: false });
  }
}

function release(drawn: Drawn | null): void {
  for (const renderer of drawn?.renderers ?? []) renderer.dispose();
  drawn?.node.remove();
}

function paragraph(text: string): HTMLElement {
  const note = document.createElement('p');
  note.className = 'lectern-Mirror-note';
  speaks(note);
  note.textContent = text;
  return note;
}
