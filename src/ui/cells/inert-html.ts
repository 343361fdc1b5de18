/**
 * HTML without what a frame without scripts would refuse aloud: scripts, event handlers, frames, links out.
 * The frame's sandbox and policy are what protects (KE2); this keeps the console quiet and clicks harmless.
 */
export function inertHtml(html: string): string {
  // A document made by the parser has no window: nothing in it runs or loads.
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  for (const element of parsed.querySelectorAll(
    'script,iframe,frame,object,embed,base,meta,link,form',
  ))
    element.remove();
  for (const element of parsed.querySelectorAll('*')) {
    for (const { name } of [...element.attributes]) {
      if (/^on|^(?:xlink:)?href$/i.test(name)) element.removeAttribute(name);
    }
  }
  const styles = [...parsed.head.querySelectorAll('style')]
    .map(({ outerHTML }) => outerHTML)
    .join('');
  return styles + parsed.body.innerHTML;
}
