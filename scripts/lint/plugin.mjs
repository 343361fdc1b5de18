import { layers } from './layers.mjs';
import { noAmbient } from './no-ambient.mjs';
import { wordsInCatalogues } from './words-in-catalogues.mjs';

/** Rules of this repository, for oxlint. */
export default {
  meta: { name: 'lectern' },
  rules: { layers, 'no-ambient': noAmbient, 'words-in-catalogues': wordsInCatalogues },
};
