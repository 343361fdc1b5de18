/** What `lite/build/widget-frame.ts` tells the page. */
declare module 'virtual:lectern-widgets' {
  /** The script that shows widgets: its address below the application's base, and its subresource integrity. */
  export const widgetScript: { readonly path: string; readonly integrity: string };
  /** CSP hash of the inline script of widgets' frames: `sha256-<base64>`. */
  export const widgetScriptHash: string;
}
