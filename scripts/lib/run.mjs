import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root.mjs';

/**
 * Runs a program in the repository's folder, its output going where ours goes.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Record<string, string>} [env] added to ours
 * @returns {Promise<number>} its exit code; 1 where a signal ended it
 */
export function run(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, ...env },
      shell: command.endsWith('.cmd'), // Windows starts these through its shell only
    });
    const stop = () => child.kill('SIGTERM');
    process.once('SIGTERM', stop);
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('SIGTERM', stop);
      resolve(code ?? 1);
    });
  });
}

/**
 * Runs a tool from node_modules by its script, so that no shell is needed on any system.
 * @param {string} script path under node_modules
 * @param {readonly string[]} args
 * @param {Record<string, string>} [env]
 */
export function runTool(script, args, env = {}) {
  const path = join(ROOT, 'node_modules', script);
  if (!existsSync(path)) throw new Error(`node_modules/${script} is missing: run npm ci`);
  return run(process.execPath, [path, ...args], env);
}
