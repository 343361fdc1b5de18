import { css, html, nothing, type TemplateResult } from 'lit';
import type { HomeState } from '../../classroom/home.ts';
import { icon } from '../icons.ts';
import { messages } from '../messages.ts';

/** Layout of the forms on the start screen. */
export const formStyle = css`
  form {
    display: grid;
    gap: 1.1rem;
  }
  .head {
    display: grid;
    gap: 0.25rem;
  }
  .head button {
    justify-self: start;
    margin-block: -0.4rem 0.4rem;
    margin-inline: -0.6rem 0;
  }
  h2 {
    font-size: 1.375rem;
    font-weight: 650;
    line-height: 1.3;
    letter-spacing: -0.015em;
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    overflow: hidden;
    overflow-wrap: anywhere;
  }
  .submit {
    display: grid;
    gap: 0.6rem;
    margin-top: 0.25rem;
  }
  .submit button {
    min-height: 2.75rem;
    font-size: 0.9375rem;
  }
  .submit [role='status'] {
    min-height: 1.25rem;
    text-align: center;
    color: var(--lc-muted);
    font-size: 0.8125rem;
  }
`;

/** Way back, heading (id `title`) and a line under it. */
export function formHead(
  title: string,
  hint: string | null,
  busy: HomeState['busy'],
): TemplateResult {
  const turnBack = (event: Event): void => {
    event.target?.dispatchEvent(new CustomEvent('lectern-back', { bubbles: true, composed: true }));
  };
  return html`<div class="head">
    <button type="button" class="quiet small" ?disabled=${busy !== 'none'} @click=${turnBack}>
      ${icon('back')}${messages.back}
    </button>
    <h2 id="title">${title}</h2>
    ${hint === null ? nothing : html`<p class="muted">${hint}</p>`}
  </div>`;
}

/** The button that sends a form, and a live line that says what the person waits for. */
export function submitButton(label: string, busy: HomeState['busy']): TemplateResult {
  const waiting = busy !== 'none';
  return html`<div class="submit">
    <button type="submit" class="primary" aria-disabled=${waiting ? 'true' : 'false'}>
      ${waiting ? html`<span class="spinner"></span>` : nothing}${label}
    </button>
    <p role="status">${messages.start.busy[busy]}</p>
  </div>`;
}
