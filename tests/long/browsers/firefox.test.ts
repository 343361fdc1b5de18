import { describe } from 'vitest';
import { findFirefox, NO_FIREFOX } from '../../../scripts/find-other-browsers.mjs';
import { openChromium, openFirefox } from '../../support/driven/puppeteer-browser.ts';
import { lessonBetween, pythonIn } from './main-journey.ts';

// Needs a built application (npm run build) and a Firefox; npm run test:long installs one where it may.

const path = findFirefox();
const firefox = () => openFirefox(path ?? '');
// Firefoxes before stack switching (JSPI).
const older = () => openFirefox(path ?? '', OLDER);
const OLDER = { 'javascript.options.wasm_js_promise_integration': false };

if (path === null) console.warn(NO_FIREFOX);
describe.skipIf(path === null)('Firefox', () => {
  pythonIn('Python runs, stops, asks, writes a file and has it at the next visit', firefox);
  pythonIn('Python does the same without stack switching', older);
  lessonBetween('a lesson: a teacher in Chromium, a student in Firefox', openChromium, firefox);
  lessonBetween('a lesson: a teacher in Firefox, a student in Chromium', firefox, openChromium);
  lessonBetween('a lesson: both in Firefox', firefox, firefox);
});
