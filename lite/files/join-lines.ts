import { isJsonObject } from '../../src/base/json.ts';

/**
 * A notebook (of which `notebookProblem` found nothing bad) with every multi-line string in one piece. In files
 * nbformat 4 allows lists of lines for sources, stream texts and MIME values that are not JSON; a Jupyter server
 * joins them before JupyterLab sees them, which itself would put commas between.
 */
export function joinLines(notebook: unknown): unknown {
  if (!isJsonObject(notebook) || !Array.isArray(notebook['cells'])) return notebook;
  return { ...notebook, cells: notebook['cells'].map(joinCell) };
}

function joinCell(cell: unknown): unknown {
  if (!isJsonObject(cell)) return cell;
  const { outputs, attachments } = cell;
  return {
    ...cell,
    source: joined(cell['source']),
    ...(Array.isArray(outputs) ? { outputs: outputs.map(joinOutput) } : {}),
    ...(isJsonObject(attachments) ? { attachments: mapValues(attachments, joinBundle) } : {}),
  };
}

function joinOutput(output: unknown): unknown {
  if (!isJsonObject(output)) return output;
  if ('text' in output) return { ...output, text: joined(output['text']) };
  return 'data' in output ? { ...output, data: joinBundle(output['data']) } : output;
}

function joinBundle(bundle: unknown): unknown {
  if (!isJsonObject(bundle)) return bundle;
  return mapValues(bundle, (value, mime) => (/[/+]json$/.test(mime) ? value : joined(value)));
}

function joined(value: unknown): unknown {
  return Array.isArray(value) && value.every((line) => typeof line === 'string')
    ? value.join('')
    : value;
}

function mapValues(
  object: Record<string, unknown>,
  map: (value: unknown, key: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]));
}
