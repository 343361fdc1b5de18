import { TextWriter, Uint8ArrayReader, ZipReader } from '@zip.js/zip.js';
import { err, ok, type Result } from '../../../src/base/result.ts';
import { isPureWheel, modulesOf, parseMetadata, type WheelProblem } from './wheel-metadata.ts';

/** An entry of Pyodide's lock file, without the file's hash. */
export interface WheelEntry {
  readonly name: string;
  readonly version: string;
  readonly file_name: string;
  readonly install_dir: 'site';
  readonly package_type: 'package';
  readonly imports: readonly string[];
  readonly depends: readonly string[];
  readonly unvendored_tests: false;
}

/** Reads a wheel of pure Python, from its file's name and bytes, for an index's list. */
export async function readWheel(
  file: string,
  bytes: Uint8Array,
): Promise<Result<WheelEntry, WheelProblem>> {
  if (!file.endsWith('.whl')) return err('unreadable');
  if (!isPureWheel(file)) return err('compiled');
  const zip = new ZipReader(new Uint8ArrayReader(bytes));
  try {
    const entries = await zip.getEntries();
    const named = entries.find(({ filename }) => /^[^/]+\.dist-info\/METADATA$/.test(filename));
    const text =
      named !== undefined && !named.directory ? await named.getData(new TextWriter()) : '';
    const metadata = parseMetadata(text);
    if (metadata === null) return err('unreadable');
    return ok({
      ...metadata,
      file_name: file,
      install_dir: 'site',
      package_type: 'package',
      imports: modulesOf(entries.map(({ filename }) => filename)),
      unvendored_tests: false,
    });
  } catch {
    return err('unreadable');
  } finally {
    await zip.close();
  }
}
