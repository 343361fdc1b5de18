/** JupyterLab imports `* as json5`, but the module build has a default export alone: this has both. */
import json5 from '../../node_modules/json5/dist/index.mjs';

export const { parse, stringify } = json5;
export default json5;
