import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';

/** A labelled text field. */
export interface TextField {
  /** Unique in its element. */
  readonly id: string;
  readonly label: string;
  readonly value?: string;
  readonly type?: 'text' | 'password';
  readonly autocomplete:
    | 'off'
    | 'name'
    | 'new-password'
    | 'current-password'
    | 'organization-title';
  readonly hint?: string;
  readonly placeholder?: string;
  /** What is wrong with the content, in words. */
  readonly wrong?: string | null;
  readonly disabled?: boolean;
}

/** Draws a text field whose label is its whole accessible name; hint and error are its description. */
export function textField(field: TextField): TemplateResult {
  const wrong = field.wrong ?? null;
  const described = [
    field.hint === undefined ? '' : `${field.id}-hint`,
    wrong === null ? '' : `${field.id}-wrong`,
  ];
  return html`<div class="field">
    <label for=${field.id}>${field.label}</label>
    <input
      id=${field.id}
      name=${field.id}
      type=${field.type ?? 'text'}
      .defaultValue=${field.value ?? ''}
      autocomplete=${field.autocomplete}
      autocapitalize=${field.autocomplete === 'off' ? 'off' : 'words'}
      spellcheck="false"
      placeholder=${ifDefined(field.placeholder)}
      ?disabled=${field.disabled ?? false}
      aria-invalid=${wrong === null ? 'false' : 'true'}
      aria-describedby=${described.join(' ').trim() || nothing}
    />
    ${field.hint === undefined ? nothing : html`<span class="hint" id="${field.id}-hint">${field.hint}</span>`}
    ${wrong === null ? nothing : html`<span class="wrong" id="${field.id}-wrong">${wrong}</span>`}
  </div>`;
}
