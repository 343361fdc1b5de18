import { createRendermimePlugins } from '@jupyterlab/application';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { Widget } from '@lumino/widgets';
import type { Bytes } from '../../src/base/bytes.ts';
import { bytesOf } from '../files/file-bytes.ts';
import './pdf-viewer.css';
import { fileWords as words } from '../files/file-words.ts';

const MIME = 'application/pdf';

/**
 * Shows PDF files with the browser's own viewer. JupyterLab's extension draws them in an `object`, which the page's
 * policy does not allow.
 */
export const pdfViewerPlugins = createRendermimePlugins([
  {
    id: 'lectern:pdf-viewer',
    description: 'Shows PDF files.',
    // Not safe: outputs of cells are never trusted, so it shows files only.
    rendererFactory: { safe: false, mimeTypes: [MIME], createRenderer: () => new PdfViewer() },
    dataType: 'string',
    documentWidgetFactoryOptions: {
      name: 'PDF',
      modelName: 'base64',
      primaryFileType: 'PDF',
      fileTypes: ['PDF'],
      defaultFor: ['PDF'],
    },
  } as unknown as IRenderMime.IExtensionModule,
]);

/** One PDF document; where the browser has no viewer, a link that saves it. */
class PdfViewer extends Widget implements IRenderMime.IRenderer {
  #address: string | null = null;

  constructor() {
    super();
    this.addClass('lectern-pdf');
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    this.#forget();
    const bytes = readPdf(model.data[MIME]);
    if (bytes === null) {
      this.#say(words.noPdf);
      return;
    }
    this.#address = URL.createObjectURL(new Blob([bytes], { type: MIME }));
    if (navigator.pdfViewerEnabled) {
      const frame = document.createElement('iframe');
      frame.title = 'PDF';
      frame.src = this.#address;
      this.node.replaceChildren(frame);
      return;
    }
    const link = document.createElement('a');
    link.href = this.#address;
    link.download = 'document.pdf';
    link.textContent = words.saveFile;
    this.#say(words.pdfNotShown, ' ', link);
  }

  override dispose(): void {
    this.#forget();
    super.dispose();
  }

  #forget(): void {
    if (this.#address !== null) URL.revokeObjectURL(this.#address);
    this.#address = null;
  }

  #say(...parts: (string | Node)[]): void {
    const text = document.createElement('p');
    text.append(...parts);
    this.node.replaceChildren(text);
  }
}

/** The bytes of what the file's model holds; null where it is no base64. */
function readPdf(data: unknown): Bytes | null {
  try {
    return typeof data === 'string' ? bytesOf(data, 'base64') : null;
  } catch {
    return null; // not base64: the person is told
  }
}
