import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ITranslatorConnector, TranslatorConnector } from '@jupyterlab/translation';

/** JupyterLab's own texts are English; language packs come from a Jupyter server, which is not there. */
class EnglishConnector extends TranslatorConnector {
  override fetch(): Promise<never> {
    // Both of the connector's answers, a list of languages and the texts of one, are empty data.
    return Promise.resolve({ data: {}, message: '' } as never);
  }
}

export const englishPlugin: JupyterFrontEndPlugin<ITranslatorConnector> = {
  id: 'lectern:english',
  description: "Provides JupyterLab's texts in English.",
  autoStart: true,
  provides: ITranslatorConnector,
  activate: () => new EnglishConnector(),
};
