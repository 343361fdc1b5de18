import { HTMLMathView, HTMLView, StringView } from '@jupyter-widgets/controls';
import { cleanHtml } from './clean-html.ts';

/** An HTML widget without what could leave the frame. Upstream's `update` would put it in as it is. */
export class SafeHtmlView extends HTMLView {
  override update(): void {
    this.content.innerHTML = cleanHtml(String(this.model.get('value')));
    StringView.prototype.update.call(this);
  }
}

/** An HTMLMath widget, likewise. Formulas stay as they are written. */
export class SafeHtmlMathView extends HTMLMathView {
  override update(): void {
    this.content.innerHTML = cleanHtml(String(this.model.get('value')));
    StringView.prototype.update.call(this);
  }
}
