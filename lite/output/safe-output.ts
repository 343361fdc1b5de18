import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import {
  IRenderMimeRegistry,
  RenderedHTML,
  RenderedMarkdown,
  RenderedSVG,
} from '@jupyterlab/rendermime';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';

/**
 * Renders as JupyterLab does, except that nothing is ever "trusted" [KE2]: what a cell prints may come from
 * another person's code or file, and a trusted HTML output runs its scripts in the page. HTML and Markdown are
 * always sanitised. An SVG is always shown, since it is drawn as an image, in which no script runs.
 *
 * For the same reason `@jupyterlab/javascript-extension`, which evaluates `application/javascript` in the page,
 * is no part of this application.
 */
export const safeOutputPlugin: JupyterFrontEndPlugin<void> = {
  id: 'lectern:safe-output',
  description: 'Sanitises all output, also of cells that were run here.',
  autoStart: true,
  requires: [IRenderMimeRegistry],
  activate: (_app, registry: IRenderMimeRegistry) => {
    registry.addFactory({
      safe: true,
      mimeTypes: ['text/html'],
      defaultRank: 50,
      createRenderer: (options) => new SafeHtml(options),
    });
    registry.addFactory({
      safe: true,
      mimeTypes: ['text/markdown'],
      defaultRank: 60,
      createRenderer: (options) => new SafeMarkdown(options),
    });
    registry.addFactory({
      safe: true,
      mimeTypes: ['image/svg+xml'],
      defaultRank: 80,
      createRenderer: (options) => new SafeSvg(options),
    });
  },
};

class SafeHtml extends RenderedHTML {
  override render(model: IRenderMime.IMimeModel): Promise<void> {
    return super.render(withTrust(model, false));
  }
}

class SafeMarkdown extends RenderedMarkdown {
  override render(model: IRenderMime.IMimeModel): Promise<void> {
    return super.render(withTrust(model, false));
  }
}

class SafeSvg extends RenderedSVG {
  override render(model: IRenderMime.IMimeModel): Promise<void> {
    return super.render(withTrust(model, true));
  }

  /** The picture before stays until the new one can be drawn: a turtle that walks would flicker. */
  override async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const before = [...this.node.children];
    await super.renderModel(model, true);
    const image = this.node.lastElementChild;
    if (image instanceof HTMLImageElement && !before.includes(image)) {
      const words = model.data['text/plain'];
      image.alt = typeof words === 'string' ? words : '';
      image.style.maxWidth = '100%'; // JupyterLab confines all other pictures to the page's width
      image.hidden = before.length > 0;
      await image.decode().catch(() => undefined); // a broken picture shows as one
      image.hidden = false;
    }
    for (const old of before) old.remove();
  }
}

function withTrust(model: IRenderMime.IMimeModel, trusted: boolean): IRenderMime.IMimeModel {
  return {
    trusted,
    data: model.data,
    metadata: model.metadata,
    setData: (options) => model.setData(options),
  };
}
