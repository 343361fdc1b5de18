/** Our Python, by path below its folder: `_lectern/run.py`. */
export const pythonFiles: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(
    import.meta.glob<string>('../python/**/*.py', {
      query: '?raw',
      import: 'default',
      eager: true,
    }),
  ).map(([path, text]) => [path.replace('../python/', ''), text]),
);
