declare module 'virtual:jupyter-schemas' {
  /** Address of the JSON file with all settings schemas. */
  const url: string;
  export default url;
}

/** Version of this build, from `package.json`. */
declare const __LECTERN_VERSION__: string;

declare module '*/json5/dist/index.mjs' {
  const json5: {
    parse<T>(text: string): T;
    stringify(value: unknown, replacer?: unknown, space?: string | number): string;
  };
  export default json5;
}

declare module '@jupyterlab/*/style/index.js';
declare module '@jupyterlite/*/style/index.js';
