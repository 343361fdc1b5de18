/** JupyterLab imports `* as json5`, but the module build has a default export alone: this has both. */
import json5 from '../../node_modules/json5/dist/index.mjs';

/** The value of JSON5 text; throws a `SyntaxError`. */
export const parse = <T>(text: string): T => json5.parse<T>(text);

/** JSON5 text of a value. */
export const stringify = (value: unknown, replacer?: unknown, space?: string | number): string =>
  json5.stringify(value, replacer, space);

export default json5;
