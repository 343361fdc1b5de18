import { ensureInstalled } from './lib/install.mjs';

await ensureInstalled();
const { updateTranslations } = await import('./lib/translations.mjs');
const faults = await updateTranslations();
for (const fault of faults) console.error(fault);
console.log(faults.length === 0 ? 'Every sentence is translated.' : `${faults.length} to mend.`);
process.exitCode = faults.length === 0 ? 0 : 1;
