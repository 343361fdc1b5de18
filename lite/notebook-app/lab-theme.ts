import type { IThemeManager } from '@jupyterlab/apputils';
import { ObservableValue, type Observable } from '../../src/base/observable.ts';

/** Whether JupyterLab's theme is a light or a dark one; before a theme is loaded, what the system prefers. */
export function observeTheme(themes: IThemeManager): Observable<'light' | 'dark'> {
  const read = (): 'light' | 'dark' => {
    const name = themes.theme;
    if (name) return themes.isLight(name) ? 'light' : 'dark';
    return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  };
  const theme = new ObservableValue(read());
  themes.themeChanged.connect(() => theme.set(read()));
  return theme;
}
