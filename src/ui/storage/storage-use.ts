import { html, nothing, type TemplateResult } from 'lit';
import type { StorageShares } from '../../classroom/safekeeping.ts';
import { storageMessages as words } from './storage-messages.ts';

/** Shares of the quota at which the meter changes its colour; those of the warnings. */
const LOW = 0.8;
const HIGH = 0.95;

/** How much room is used, and by what. */
export function storageUse(shares: StorageShares | null): TemplateResult {
  if (shares === null) return html`<p class="muted">${words.measuring}</p>`;
  const { usage, quota, files, classes, python, application } = shares;
  const row = (label: string, bytes: number): TemplateResult =>
    html`<dt>${label}</dt>
      <dd>${words.size(bytes)}</dd>`;
  return html`<div class="use">
      <span id="used">${words.usedOf(usage, quota)}</span>
      ${
        usage === null || quota === null
          ? nothing
          : html`<meter
              aria-label=${words.meter}
              min="0"
              max=${quota}
              low=${quota * LOW}
              high=${quota * HIGH}
              optimum="0"
              value=${usage}
            ></meter>`
      }
    </div>
    <dl>
      ${row(words.files, files)} ${row(words.classes, classes)} ${row(words.python, python)}
      ${row(words.application, application)}
    </dl>`;
}
