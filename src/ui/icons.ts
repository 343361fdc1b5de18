import { svg, html, type SVGTemplateResult, type TemplateResult } from 'lit';
import { language } from '../words/words.ts';

/** Our own line icons on a 20 × 20 grid; decoration only, so hidden from assistive technology. */
const paths = {
  teach: svg`<path d="M3 5.5h14l-1.6 6H4.6z"/><path d="M10 11.5V17M6.5 17h7M7 8.3h4"/>`,
  join: svg`<path d="M11 3.5h4.5a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1H11"/><path d="M3.5 10H12M9 6.8 12.2 10 9 13.2"/>`,
  alone: svg`<rect x="3" y="3.5" width="14" height="13" rx="1.6"/><path d="m6.3 7.6 2.5 2.4-2.5 2.4M10.8 12.6h3"/>`,
  back: svg`<path d="M15.5 10h-11M9 5 4 10l5 5"/>`,
  go: svg`<path d="m8 5 5 5-5 5"/>`,
  close: svg`<path d="m5.5 5.5 9 9M14.5 5.5l-9 9"/>`,
  warning: svg`<path d="M10 3.5 17.3 16H2.7z"/><path d="M10 8.2v3.6M10 13.9v.1"/>`,
  information: svg`<circle cx="10" cy="10" r="7"/><path d="M10 9.2v4.3M10 6.5v.1"/>`,
  invite: svg`<circle cx="8" cy="7" r="3"/><path d="M2.8 16.5c.3-3 2.4-4.7 5.2-4.7 1.5 0 2.8.5 3.7 1.3M15 11.5v5M12.5 14h5"/>`,
  leave: svg`<path d="M9 3.5H4.5a1 1 0 0 0-1 1v11a1 1 0 0 0 1 1H9"/><path d="M8 10h8.5M13.5 6.8 16.7 10l-3.2 3.2"/>`,
  pause: svg`<circle cx="10" cy="10" r="7"/><path d="M8.4 7.5v5M11.6 7.5v5"/>`,
  screen: svg`<rect x="2.5" y="3.5" width="15" height="10" rx="1.4"/><path d="M10 13.5v3M6.5 16.5h7"/>`,
  stop: svg`<circle cx="10" cy="10" r="7"/><path d="M7.8 7.8h4.4v4.4H7.8z"/>`,
  start: svg`<circle cx="10" cy="10" r="7"/><path d="M8.4 7.2 12.8 10l-4.4 2.8z"/>`,
  panel: svg`<rect x="3" y="4" width="14" height="12" rx="1.6"/><path d="M12 4v12"/>`,
  check: svg`<path d="m4.5 10.5 3.7 3.7 7.3-8"/>`,
  copy: svg`<rect x="7" y="7" width="9.5" height="9.5" rx="1.6"/><path d="M4.8 13H4.5a1 1 0 0 1-1-1V4.5a1 1 0 0 1 1-1H12a1 1 0 0 1 1 1v.3"/>`,
  save: svg`<path d="M10 3.5v9M6.3 9 10 12.7 13.7 9M3.8 16.5h12.4"/>`,
  more: svg`<path d="M5 10h.01M10 10h.01M15 10h.01" stroke-width="2.4"/>`,
  undo: svg`<path d="M7 4 3.5 7.5 7 11"/><path d="M3.8 7.5h7.7a4.5 4.5 0 0 1 0 9H8"/>`,
  preview: svg`<path d="M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5z"/><circle cx="10" cy="10" r="2.2"/>`,
  sync: svg`<path d="M10 3.5v8.7M6.3 8.5 10 12.2l3.7-3.7"/><path d="M3.5 12.5v3a1 1 0 0 0 1 1h11a1 1 0 0 0 1-1v-3"/>`,
  handOut: svg`<path d="M10 12.5v-9M6.3 7 10 3.3 13.7 7"/><path d="M3.5 12.5v3a1 1 0 0 0 1 1h11a1 1 0 0 0 1-1v-3"/>`,
  pulse: svg`<path d="M2.5 10.5h3.3L8 4.5l4 11 2.2-5h3.3"/>`,
  follow: svg`<rect x="2.5" y="4" width="15" height="10" rx="1.4"/><path d="M6 7.5h5M6 10.5h3M13 8.2l2.8 4.2-1.9.1-1 1.6z"/><path d="M7 16.5h6"/>`,
  minus: svg`<path d="M5 10h10"/>`,
  devices: svg`<rect x="2.5" y="4" width="11" height="8" rx="1.4"/><path d="M5.5 15.5h5"/><rect x="12.5" y="8.5" width="5" height="8" rx="1.2" fill="var(--lc-surface)"/>`,
  shield: svg`<path d="M10 2.8 16 5v4.6c0 3.6-2.4 6.2-6 7.6-3.6-1.4-6-4-6-7.6V5z"/><path d="m7.3 9.9 2 2 3.5-3.8"/>`,
  language: svg`<circle cx="10" cy="10" r="7"/><path d="M3 10h14M10 3c-2.2 2-3.2 4.4-3.2 7s1 5 3.2 7c2.2-2 3.2-4.4 3.2-7S12.2 5 10 3z"/>`,
} satisfies Record<string, SVGTemplateResult>;

/** Name of an icon. */
export type IconName = keyof typeof paths;

/** Those that point along the line, and turn around with it. */
const POINTING: ReadonlySet<IconName> = new Set(['back', 'go', 'join', 'leave', 'panel', 'undo']);

/** An inline icon, sized by the style sheet `controls`. */
export function icon(name: IconName): TemplateResult {
  const turned = language.dir === 'rtl' && POINTING.has(name);
  return html`<svg class="icon ${turned ? 'turned' : ''}" viewBox="0 0 20 20" aria-hidden="true">
    ${paths[name]}
  </svg>`;
}

/** The mark of the application: a lectern with an open page. */
export function logo(): TemplateResult {
  return html`<svg class="logo" viewBox="0 0 48 48" aria-hidden="true">
    <rect width="48" height="48" rx="11" fill="var(--lc-accent)" />
    <g
      fill="none"
      stroke="var(--lc-on-accent)"
      stroke-width="3"
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      <path d="M10 14h28l-4 13H14z" />
      <path d="M24 27v10M16.5 37h15" />
      <path d="M18.5 20.5h8" />
    </g>
  </svg>`;
}
