import { isJsonObject, type JsonObject } from '../base/json.ts';

/** The metadata of the cells in a notebook's file, in order; null where it is no JSON. */
export function metadataInFile(text: string): JsonObject[] | null {
  let notebook: unknown;
  try {
    notebook = JSON.parse(text);
  } catch {
    return null;
  }
  const cells = isJsonObject(notebook) && Array.isArray(notebook['cells']) ? notebook['cells'] : [];
  return cells
    .map((cell) => (isJsonObject(cell) ? cell['metadata'] : null))
    .filter(isJsonObject) as JsonObject[];
}
