/** Colours of the light appearance. Text and controls reach WCAG AA on every surface named here. */
const LIGHT = `
color-scheme:light;
--lc-page:#f6f5f1;--lc-surface:#fff;--lc-sunken:#f1efe9;--lc-code:#f7f6f2;
--lc-line:#dfdcd3;--lc-line-strong:#857f70;
--lc-text:#1d2227;--lc-muted:#585d64;
--lc-accent:#0d6b5b;--lc-accent-hover:#0a5547;--lc-on-accent:#fff;--lc-accent-soft:#e4f1ed;--lc-accent-text:#0a5a4c;
--lc-danger:#b3261e;--lc-danger-hover:#8f1d16;--lc-on-danger:#fff;--lc-danger-soft:#fbebe9;--lc-danger-text:#8c1d18;
--lc-warn-soft:#fcf2dc;--lc-warn-line:#e5c987;--lc-warn-text:#674600;
--lc-focus:#1a5fd0;--lc-added:#d9f2e1;--lc-removed:#fbe2df;
--lc-code-keyword:#0b6e3f;--lc-code-string:#a03a13;--lc-code-comment:#5f6b6b;--lc-code-number:#1a5fb4;
--lc-shadow:0 1px 2px rgb(29 34 39/6%),0 6px 20px rgb(29 34 39/7%);
--lc-shadow-high:0 2px 6px rgb(29 34 39/12%),0 16px 48px rgb(29 34 39/22%);`;

/** The same names in the dark appearance. */
const DARK = `
color-scheme:dark;
--lc-page:#131618;--lc-surface:#1c2023;--lc-sunken:#262b2f;--lc-code:#15181a;
--lc-line:#343a3f;--lc-line-strong:#7d868e;
--lc-text:#e9ecee;--lc-muted:#abb3ba;
--lc-accent:#5cc8b0;--lc-accent-hover:#7fd9c5;--lc-on-accent:#05241d;--lc-accent-soft:#17322b;--lc-accent-text:#83dfca;
--lc-danger:#ff9489;--lc-danger-hover:#ffb0a8;--lc-on-danger:#3a0905;--lc-danger-soft:#3b1f1d;--lc-danger-text:#ffb1a9;
--lc-warn-soft:#352a12;--lc-warn-line:#6d5721;--lc-warn-text:#f3d184;
--lc-focus:#8db6ff;--lc-added:#173a26;--lc-removed:#4a211e;
--lc-code-keyword:#7ad19b;--lc-code-string:#f0a27f;--lc-code-comment:#9aa6a6;--lc-code-number:#8fbcff;
--lc-shadow:0 1px 2px rgb(0 0 0/40%),0 6px 20px rgb(0 0 0/30%);
--lc-shadow-high:0 2px 6px rgb(0 0 0/50%),0 16px 48px rgb(0 0 0/60%);`;

/** Who wants more contrast has lines and quiet text as strong as the others. */
const CONTRAST = `
--lc-line:var(--lc-line-strong);--lc-muted:var(--lc-text);--lc-warn-line:var(--lc-warn-text);`;

/** And in light colours, darker ones: 7 to 1 everywhere. */
const CONTRAST_LIGHT = `
--lc-line-strong:#3c3a33;--lc-accent:#07483c;--lc-accent-hover:#053329;--lc-accent-text:#07483c;
--lc-danger:#8c1d18;--lc-danger-hover:#6e1511;--lc-danger-text:#6e1511;--lc-warn-text:#503600;
--lc-code-keyword:#074a29;--lc-code-string:#742708;--lc-code-comment:#3c4545;--lc-code-number:#0d3d80;`;

/** In dark ones, the two colours of code that fall short of it. */
const CONTRAST_DARK = `--lc-code-string:#f9c0a4;--lc-code-comment:#bcc8c8;`;

/** Beside JupyterLab the surfaces are its own, so that bar, panel and notebook are one piece. */
const JUPYTERLAB = `
--lc-page:var(--jp-layout-color0);--lc-surface:var(--jp-layout-color1);--lc-sunken:var(--jp-layout-color2);
--lc-code:var(--jp-cell-editor-background);--lc-line:var(--jp-border-color2);--lc-text:var(--jp-ui-font-color0);
--lc-font:var(--jp-ui-font-family);--lc-mono:var(--jp-code-font-family);`;

/**
 * The design tokens as CSS text for the document: custom properties reach into every shadow root. Before
 * JupyterLab is there, and on the start screen always, the system's preference decides between light and
 * dark; beside JupyterLab its theme does (it marks `body` with `data-jp-theme-light`).
 * Plain text without imports, so that a build can put it into `index.html` and the first paint is right.
 */
export const TOKENS = `:root{
--lc-font:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;
--lc-mono:ui-monospace,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace;
--lc-radius:8px;--lc-radius-large:14px}
:root,lectern-start{${LIGHT}}
@media (prefers-color-scheme:dark){:root,lectern-start{${DARK}}}
body[data-jp-theme-light=true]{${LIGHT}${JUPYTERLAB}}
body[data-jp-theme-light=false]{${DARK}${JUPYTERLAB}}
@media (prefers-contrast:more){:root,lectern-start,body[data-jp-theme-light]{${CONTRAST}}
body[data-jp-theme-light=true]{${CONTRAST_LIGHT}}body[data-jp-theme-light=false]{${CONTRAST_DARK}}}
@media (prefers-contrast:more) and (prefers-color-scheme:light){:root,lectern-start{${CONTRAST_LIGHT}}}
@media (prefers-contrast:more) and (prefers-color-scheme:dark){:root,lectern-start{${CONTRAST_DARK}}}
body{background:var(--lc-page)}`;

/** Puts the tokens into the document; later calls do nothing. */
export function installTokens(document: Document): void {
  const mark = 'lecternTokens';
  if (document.documentElement.dataset[mark] !== undefined) return;
  document.documentElement.dataset[mark] = '';
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(TOKENS);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
