import { createServer as createNetServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createServer } from '../../../signaling/create-server.ts';
import { startFailure } from '../../../signaling/start-failure.ts';

test('a port in use is one clear line that says what to run', async () => {
  const other = createNetServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  const failure: unknown = await createServer({ host: '127.0.0.1', port }).catch(
    (error: unknown) => error,
  );
  other.close();
  expect(startFailure(failure, 8080)).toBe(
    'Port 8080 is in use: stop the other program or run PORT=8081 npm start',
  );
});

test('a host that is none of this computer says so', async () => {
  const failure: unknown = await createServer({ host: '192.0.2.1' }).catch(
    (error: unknown) => error,
  );
  expect(startFailure(failure, 8080)).toContain('HOST names no address of this computer');
});

test('any other failure is named', () => {
  expect(startFailure(new Error('csp.json holds no object'), 8080)).toContain('csp.json');
  expect(startFailure({ code: 'EACCES' }, 80)).toContain('PORT=8080 npm start');
});
