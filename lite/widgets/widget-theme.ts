import type { WidgetTheme } from './widget-protocol.ts';

/** JupyterLab's CSS variables that the styles of widgets, and the frame's own, use. */
export const THEME_VARIABLES = [
  'border-color1',
  'border-color2',
  'border-width',
  'brand-color0',
  'brand-color1',
  'brand-color2',
  'code-font-family',
  'code-font-size',
  'code-line-height',
  'content-font-color1',
  'error-color0',
  'error-color1',
  'info-color0',
  'info-color1',
  'inverse-ui-font-color0',
  'inverse-ui-font-color1',
  'layout-color0',
  'layout-color1',
  'layout-color2',
  'layout-color3',
  'rendermime-error-background',
  'rendermime-table-row-background',
  'success-color0',
  'success-color1',
  'ui-font-color0',
  'ui-font-color1',
  'ui-font-color2',
  'ui-font-family',
  'ui-font-size1',
  'ui-inverse-font-color0',
  'ui-inverse-font-color1',
  'warn-color0',
  'warn-color1',
].map((name) => `--jp-${name}`);

/** The page's colours and sizes as they are now. */
export function pageTheme(body: HTMLElement): WidgetTheme {
  const style = getComputedStyle(body);
  return {
    dark: body.dataset['jpThemeLight'] === 'false',
    variables: Object.fromEntries(
      THEME_VARIABLES.map((name) => [name, style.getPropertyValue(name).trim()]),
    ),
  };
}
