/**
 * Stands in for Ajv, which compiles schemas to code and so would need 'unsafe-eval'. JupyterLab's settings
 * registry imports it for its default validator; ours is given to it instead, so nothing constructs this.
 */
export default class Ajv {
  constructor() {
    throw new Error('Settings are validated by InterpretingSchemaValidator');
  }
}
