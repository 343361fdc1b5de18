/** The page of the Lab alone: Python starts first, so that both load side by side. */
import { prewarmKernel } from './kernel/prewarm.ts';

prewarmKernel();
const host = document.getElementById('lab');
if (host) {
  const { startLab } = await import('./lab.ts');
  await startLab(host);
}
