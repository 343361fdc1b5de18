import { parseRequirement } from './requirement.ts';
import { normalName } from './parse-lock.ts';

/** What a wheel says of itself (PyPA, "Core metadata"), as an index's list wants it. */
export interface WheelMetadata {
  readonly name: string;
  readonly version: string;
  /** Normalised names of the packages that it needs in Pyodide. */
  readonly depends: readonly string[];
}

/** Why a wheel cannot be added: it is for other computers, or no wheel. */
export type WheelProblem = 'compiled' | 'unreadable';

/** Needed elsewhere alone: the JavaScript of Jupyter's widgets, which Lectern has itself. */
const NOT_HERE: ReadonlySet<string> = new Set(['widgetsnbextension', 'jupyterlab-widgets']);

/** What environment markers are compared with (PEP 508). */
const ENVIRONMENT: Readonly<Record<string, string>> = {
  implementation_name: 'cpython',
  os_name: 'posix',
  platform_machine: 'wasm32',
  platform_python_implementation: 'CPython',
  platform_system: 'Emscripten',
  sys_platform: 'emscripten',
};

/** Whether a file's name is that of a wheel for every computer with Python 3. */
export function isPureWheel(file: string): boolean {
  return /^[\w.!+]+-[\w.!+]+(?:-\d\w*)?-(?:\w+\.)*py3(?:\.\w+)*-none-any\.whl$/.test(file);
}

/** Reads a wheel's `METADATA`; null where name or version are missing or a need cannot be read. */
export function parseMetadata(text: string): WheelMetadata | null {
  const head = text.replaceAll('\r\n', '\n').split('\n\n', 1)[0] ?? '';
  const values = (field: string): string[] =>
    [...head.matchAll(new RegExp(`^${field}:\\s*(.+)$`, 'gim'))].map(([, value = '']) =>
      value.trim(),
    );
  const [name] = values('Name');
  const [version] = values('Version');
  if (name === undefined || version === undefined) return null;
  const depends: string[] = [];
  for (const need of values('Requires-Dist')) {
    const [asked = '', marker = ''] = need.split(';');
    if (!holds(marker)) continue;
    const read = parseRequirement(asked);
    if (read === null) return null;
    if (!NOT_HERE.has(read.name)) depends.push(read.name);
  }
  return { name: normalName(name), version, depends: [...new Set(depends)] };
}

/** The modules of a wheel: what stands at the top of it and can be imported. */
export function modulesOf(paths: readonly string[]): readonly string[] {
  const modules = paths.flatMap((path) => {
    const [first = '', second] = path.split('/');
    if (second === undefined) return first.endsWith('.py') ? [first.slice(0, -3)] : [];
    return /^[A-Za-z_]\w*$/.test(first) && path.endsWith('.py') ? [first] : [];
  });
  return [...new Set(modules)];
}

/** Whether an environment marker holds in Pyodide. One that is not understood does: what is too much does no harm. */
function holds(marker: string): boolean {
  if (/\bextra\b/.test(marker)) return false;
  return marker.split(/\bor\b/).some((all) => all.split(/\band\b/).every(holdsAlone));
}

function holdsAlone(text: string): boolean {
  const [, name = '', operator = '', value = ''] =
    /^[\s(]*(\w+)\s*([<>=!~]+)\s*["']([^"']*)["'][\s)]*$/.exec(text) ?? [];
  if (name.startsWith('python_')) {
    const [mine, wanted] = ['3.14', value].map((each) => Number(each.split('.')[1] ?? 0)) as [
      number,
      number,
    ];
    if (operator === '<') return mine < wanted;
    if (operator === '<=' || operator === '==')
      return mine === wanted || (operator === '<=' && mine < wanted);
    return true;
  }
  const mine = ENVIRONMENT[name];
  if (mine === undefined) return true;
  return operator === '==' ? mine === value : operator !== '!=' || mine !== value;
}
