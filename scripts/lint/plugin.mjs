import { layers } from './layers.mjs';
import { noAmbient } from './no-ambient.mjs';

/** Rules of this repository, for oxlint. */
export default {
  meta: { name: 'lectern' },
  rules: { layers, 'no-ambient': noAmbient },
};
