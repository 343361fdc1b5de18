/** What begins and ends the list of all that Pyodide's WebAssembly exports. */
const LIST = 'function assignWasmExports(wasmExports){';
const WRAPPER = 'var convertJsFunctionToWasm=(func,sig)=>{var bytes=';
const WRAPPED = ';var module=new WebAssembly.Module(bytes);';
const BEGIN = 'async function _createPyodideModule(';
const END = 'export default _createPyodideModule;';

/**
 * Pyodide's glue (`pyodide.asm.mjs`), which does the same in less time: every worker reads and runs it anew. Of the 1.2 MB a
 * third is a list of 4,900 exports, each with a variable and an assignment, nearly all for nobody but libraries that ask `Module`
 * for them: those are given by a loop. The 259 functions of JavaScript that get an address each compiled a wrapper: now one
 * serves all that have the same signature. The whole is in parentheses, at which engines compile a function at once instead of
 * reading it twice. Throws where the glue is not as it is known.
 */
export function lighterGlue(glue: string): string {
  const list = once(glue, LIST);
  const names = glue.lastIndexOf('var ', list);
  const end = glue.indexOf('}', list);
  const before = glue.slice(0, names);
  const after = glue.slice(end + 1);
  const declared = /^var ([\w$,]+);$/.exec(glue.slice(names, list))?.[1]?.split(',');
  if (declared === undefined) throw unknown(LIST);
  const wanted = new Set(`${before}${after}`.match(/[\w$]+/g));
  const statements = glue.slice(list + LIST.length, end).split(';');
  const dropped = new Set(
    statements.flatMap((each) => plainName(each) ?? []).filter((name) => !wanted.has(name)),
  );
  const isKept = (name: string | undefined): boolean => name === undefined || !dropped.has(name);
  const kept = [
    ...statements.filter((each) => isKept(plainName(each))),
    'for(var name in wasmExports){var each=wasmExports[name];if(typeof each=="function")Module["_"+name]??=each;else if(each instanceof WebAssembly.Global)Module["_"+name]??=each.value>>>0}',
  ];
  const light = `${before}var ${declared.filter(isKept).join(',')};${LIST}${kept.join(';')}}${after}`;
  return atOnce(sharedWrappers(light));
}

/** The name that a statement gives to an export and to nothing else. */
function plainName(statement: string): string | undefined {
  const parts = /^(_[\w$]+)=Module\["([\w$]+)"\]=wasmExports\["([\w$]+)"\](?:\.value>>>0)?$/.exec(
    statement,
  );
  return parts !== null && parts[1] === parts[2] && parts[1] === `_${parts[3]}`
    ? parts[1]
    : undefined;
}

function sharedWrappers(glue: string): string {
  const begin = once(glue, WRAPPER);
  const made = glue.indexOf(WRAPPED, begin);
  if (made < 0) throw unknown(WRAPPED);
  const bytes = glue.slice(begin + WRAPPER.length, made);
  const head = WRAPPER.replace('var bytes=', '');
  return `${glue.slice(0, begin)}var wrappers={};${head}var module=wrappers[sig]??=new WebAssembly.Module(${bytes});${glue.slice(made + WRAPPED.length)}`;
}

function atOnce(glue: string): string {
  const [begin, end] = [once(glue, BEGIN), once(glue, END)];
  const body = glue.slice(begin + BEGIN.length, end);
  return `${glue.slice(0, begin)}const createPyodideModule=(async function(${body});export default createPyodideModule;`;
}

/** Where `part` stands in `glue`, the only time. */
function once(glue: string, part: string): number {
  const at = glue.indexOf(part);
  if (at < 0 || glue.includes(part, at + 1)) throw unknown(part);
  return at;
}

function unknown(part: string): Error {
  return new Error(`Pyodide's glue is not as it was: look at lighter-glue.ts (${part})`);
}
