import { html, svg, type TemplateResult } from 'lit';
import { classMessages } from '../class-messages.ts';
import { qrPath } from './qr-path.ts';

/** The QR code of a class link as an image, or null where the link is too long for one. */
export function qrImage(link: string): TemplateResult | null {
  const code = qrPath(link);
  if (code === null) return null;
  const { size, path } = code;
  return html`<svg
    class="qr"
    role="img"
    aria-label=${classMessages.invite.qr}
    viewBox="0 0 ${size} ${size}"
    shape-rendering="crispEdges"
  >
    ${svg`<path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d=${path}/>`}
  </svg>`;
}
