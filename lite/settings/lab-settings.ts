import { SettingManager } from '@jupyterlab/services';
import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type localforage from 'localforage';
import schemasUrl from 'virtual:jupyter-schemas';

type Schema = ISettingRegistry.ISchema;

/** The schema of one plugin's settings. */
export interface SchemaEntry {
  readonly id: string;
  readonly version: string;
  readonly schema: Schema;
}

/** Default values that differ from JupyterLab's: plugin id → setting → value. */
export type SettingDefaults = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * JupyterLab's settings in this browser: the schemas from one file of the build, what the user changed from
 * IndexedDB. The schemas are loaded once for all questions.
 */
export class LabSettings extends SettingManager {
  readonly #store: LocalForage;
  readonly #schemas: Promise<readonly SchemaEntry[]>;

  constructor(store: LocalForage, schemas: Promise<readonly SchemaEntry[]>) {
    super({});
    this.#store = store;
    this.#schemas = schemas;
  }

  override async fetch(id: string): Promise<ISettingRegistry.IPlugin> {
    const entry = (await this.#schemas).find((candidate) => candidate.id === id);
    if (!entry) throw new Error(`No settings schema for ${id}`);
    return this.#withUserValues(entry);
  }

  override async list(
    query?: 'ids' | 'active' | 'all',
  ): Promise<{ ids: string[]; values: ISettingRegistry.IPlugin[] }> {
    const schemas = await this.#schemas;
    const ids = schemas.map((entry) => entry.id);
    if (query === 'ids') return { ids, values: [] };
    return { ids, values: await Promise.all(schemas.map((entry) => this.#withUserValues(entry))) };
  }

  override async save(id: string, raw: string): Promise<void> {
    await this.#store.setItem(id, raw);
  }

  async #withUserValues({ id, version, schema }: SchemaEntry): Promise<ISettingRegistry.IPlugin> {
    const raw = (await this.#store.getItem<string>(id)) ?? '{}';
    return { id, version, raw, schema: structuredClone(schema), data: { composite: {}, user: {} } };
  }
}

/** The settings part of the storage called `storageName`. */
export function settingsStore(
  forage: typeof localforage,
  storageName: string,
  drivers: string[] | null,
): LocalForage {
  return forage.createInstance({
    name: storageName,
    storeName: 'settings',
    version: 1,
    ...(drivers ? { driver: drivers } : {}),
  });
}

/** Loads all schemas, with these defaults in the place of JupyterLab's. */
export async function loadSchemas(defaults: SettingDefaults): Promise<readonly SchemaEntry[]> {
  const response = await fetch(schemasUrl);
  if (!response.ok) throw new Error(`The settings schemas cannot be loaded: ${response.status}`);
  const entries = (await response.json()) as readonly SchemaEntry[];
  for (const { id, schema } of entries) {
    for (const [name, value] of Object.entries(defaults[id] ?? {})) {
      const property = schema.properties?.[name];
      if (property) property.default = value as NonNullable<Schema['default']>;
    }
  }
  return entries;
}
