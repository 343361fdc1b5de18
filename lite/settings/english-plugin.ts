import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { DataConnector } from '@jupyterlab/statedb';
import { ITranslatorConnector, type Language } from '@jupyterlab/translation';

/** JupyterLab's own texts are English; language packs come from a Jupyter server, which is not there. */
class EnglishConnector extends DataConnector<Language, Language, { language: string }> implements ITranslatorConnector {
  override async fetch(): Promise<Language> {
    return { data: { en: { '': { domain: '', language: 'en', plural_forms: 'nplurals=2; plural=(n != 1);', version: '' } } }, message: '' };
  }
}

export const englishPlugin: JupyterFrontEndPlugin<ITranslatorConnector> = {
  id: 'lectern:english',
  description: "Provides JupyterLab's texts in English.",
  autoStart: true,
  provides: ITranslatorConnector,
  activate: () => new EnglishConnector(),
};
