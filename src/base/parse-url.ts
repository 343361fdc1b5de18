/** An absolute URL, or null where `text` is none. (`URL.canParse` is younger than the browsers we support.) */
export function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null; // the constructor is the only parser there is
  }
}
