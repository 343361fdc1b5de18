import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** A package as a test describes it. */
export interface TestPackage {
  readonly name: string;
  readonly version?: string;
  readonly depends?: readonly string[];
  /** What it says itself that it needs. */
  readonly needs?: readonly string[];
  /** Modules; its name unless given. */
  readonly imports?: readonly string[];
  /** Path in the wheel → content. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
}

/** A wheel as an installer wants it (PyPA, "Binary distribution format"): a zip with metadata. */
export function makeWheel({ name, version = '1.0', needs = [], files }: TestPackage): Buffer {
  const info = `${name.replaceAll('-', '_')}-${version}.dist-info`;
  return makeZip({
    ...files,
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\nSummary: A test.\n${needs.map((need) => `Requires-Dist: ${need}\n`).join('')}`,
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    [`${info}/RECORD`]: '',
  });
}

/** The wheel's file name. */
export function wheelName({ name, version = '1.0' }: TestPackage): string {
  return `${name.replaceAll('-', '_')}-${version}-py3-none-any.whl`;
}

/** The entry of a lock file, with the fields that Pyodide's own has. */
export function lockEntry(item: TestPackage, wheel: Uint8Array): Record<string, unknown> {
  return {
    name: item.name,
    version: item.version ?? '1.0',
    file_name: wheelName(item),
    install_dir: 'site',
    sha256: createHash('sha256').update(wheel).digest('hex'),
    package_type: 'package',
    imports: item.imports ?? [item.name],
    depends: item.depends ?? [],
    unvendored_tests: false,
    tool: {},
  };
}

/** A lock file of Pyodide's format for these entries. */
export function lockText(entries: readonly Record<string, unknown>[]): string {
  const info = {
    abi_version: '2026_0',
    arch: 'wasm32',
    platform: 'emscripten_5_0_3',
    python: '3.14.2',
  };
  const packages = Object.fromEntries(entries.map((entry) => [String(entry['name']), entry]));
  return JSON.stringify({ info, packages });
}

/** A zip of stored files (PKWARE APPNOTE 4.3). */
function makeZip(files: Readonly<Record<string, string | Uint8Array>>): Buffer {
  const parts: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = 0;
  for (const [path, content] of Object.entries(files)) {
    const name = Buffer.from(path);
    const bytes = Buffer.from(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0); // version needed: 2.0
    common.writeUInt16LE(0x0800, 2); // names are UTF-8
    common.writeUInt16LE(0x21, 8); // 1 January 1980
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(bytes.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    parts.push(Buffer.from('PK\u0003\u0004'), common, name, bytes);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    entries.push(Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), common, rest, name);
    at += 30 + name.length + bytes.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(18);
  const count = Object.keys(files).length;
  end.writeUInt16LE(count, 4);
  end.writeUInt16LE(count, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...parts, directory, Buffer.from('PK\u0005\u0006'), end]);
}
