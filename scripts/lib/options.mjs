/**
 * The value after `--name` on the command line, or `otherwise`.
 * @param {string} name
 * @param {string} otherwise
 */
export function option(name, otherwise) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise);
}
