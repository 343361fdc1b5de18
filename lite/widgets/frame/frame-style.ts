import baseStyle from '@jupyter-widgets/base/css/index.css?inline';
import controlsStyle from '@jupyter-widgets/controls/css/widgets-base.css?inline';
import iconNames from '@fortawesome/fontawesome-free/css/fontawesome.css?inline';
import iconFont from '@fortawesome/fontawesome-free/webfonts/fa-solid-900.woff2?inline';
import luminoStyle from '@lumino/widgets/style/index.css?inline';
import type { WidgetTheme } from '../widget-protocol.ts';
import frameStyle from './frame.css?inline';

const ICONS = 'Font Awesome 5 Free';

/** Gives the document the styles of widgets, and the font of their icons. */
export function styleFrame(): void {
  const texts = [luminoStyle, baseStyle, iconNames, controlsStyle, frameStyle];
  document.adoptedStyleSheets = texts.map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  const bytes = Uint8Array.from(atob(iconFont.slice(iconFont.indexOf(',') + 1)), (each) =>
    each.charCodeAt(0),
  );
  document.fonts.add(new FontFace(ICONS, bytes, { weight: '900' }));
}

export function applyTheme({ dark, variables }: WidgetTheme): void {
  const { style } = document.documentElement;
  style.colorScheme = dark ? 'dark' : 'light';
  for (const [name, value] of Object.entries(variables)) style.setProperty(name, value);
}
