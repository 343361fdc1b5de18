import { describe } from 'vitest';
import { findWebKit, NO_WEBKIT } from '../../../scripts/find-other-browsers.mjs';
import { openWebKit } from '../../support/driven/webkit-browser.ts';
import { pythonIn } from './main-journey.ts';

// Needs a built application (npm run build) and WebKitGTK; npm run test:long installs it where it may. It has no WebRTC,
// so there is no lesson in it.

const driver = findWebKit();
/** Shared memory, stops and `input()` as Safari has them, of the same engine. */
const asSafari = () => openWebKit(driver ?? '', { sharedMemory: true });

if (driver === null) console.warn(NO_WEBKIT);
describe.skipIf(driver === null)('WebKit', () => {
  pythonIn('[KE1] with shared memory Python runs, stops, asks, writes a file and has it', asSafari);
});
