/** Ends the process with a plain sentence where this Node.js cannot run Lectern (20.19+, or 22.12 and later). */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  if (fits) return;
  console.error(
    `Lectern needs Node.js 20.19 or newer (24 is a good choice); this is ${process.versions.node}. ` +
      'Get it from https://nodejs.org, then run the same command again.',
  );
  process.exit(1);
}
