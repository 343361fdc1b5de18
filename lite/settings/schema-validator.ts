import type { ISchemaValidator, ISettingRegistry } from '@jupyterlab/settingregistry';
import { parse } from 'json5';
import { violations } from './json-schema.ts';
import { withDefaults } from './schema-defaults.ts';

/**
 * Validates and completes settings for JupyterLab's registry by interpreting their schemas, so that the page
 * needs no 'unsafe-eval'. The schemas themselves are taken as correct: they are part of this build.
 */
export class InterpretingSchemaValidator implements ISchemaValidator {
  validateData(
    plugin: ISettingRegistry.IPlugin,
    populate = true,
  ): ISchemaValidator.IError[] | null {
    let user: ISettingRegistry.ISettingBundle['user'];
    try {
      user = parse<ISettingRegistry.ISettingBundle['user']>(plugin.raw);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return [{ instancePath: '', keyword: 'syntax', schemaPath: '', message }];
    }
    const found = violations(plugin.schema, user);
    if (found.length > 0) {
      return found.map(({ path, keyword, message, params }) => ({
        instancePath: path.map((part) => `/${part}`).join(''),
        keyword,
        message,
        params: { ...params },
        schemaPath: '',
      }));
    }
    if (populate) {
      // The registry's contract is an object; `violations` has checked that the root has that type.
      const composite = withDefaults(
        plugin.schema,
        user,
      ) as ISettingRegistry.ISettingBundle['composite'];
      plugin.data = { composite, user };
    }
    return null;
  }
}
