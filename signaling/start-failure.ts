import { isJsonObject } from '../src/base/json.ts';

/** A plain sentence about why the server could not start on `port`, and what to do. */
export function startFailure(error: unknown, port: number): string {
  const code = isJsonObject(error) ? error['code'] : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return (
        `Port ${port} is in use: stop the other program or run ` +
        `PORT=${port < 65_535 ? port + 1 : 8080} npm start`
      );
    case 'EACCES':
      return `Port ${port} needs more rights than you have: run PORT=8080 npm start`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return 'HOST names no address of this computer: unset it, or set it to one.';
    default:
      return `The server could not start: ${String(error)}`;
  }
}
