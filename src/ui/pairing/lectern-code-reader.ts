import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { systemClock } from '../../base/clock.ts';
import { controls } from '../controls.css.ts';
import { icon } from '../icons.ts';
import { pairingMessages as words } from './pairing-messages.ts';
import { codeReaderStyle } from './pairing.css.ts';
import { createQrReader, type ReadQr } from './read-qr.ts';

/** Pause between two looks at the camera's picture: a code is held still far longer, and old machines stay usable. */
const LOOK_MS = 200;

type CameraProblem = keyof typeof words.cameraProblems;

/**
 * Reads a code by the camera or from pasted text. Fires `lectern-code-read` (detail: the text) each time it has one,
 * again and again while the camera sees it, and `lectern-camera-on` when the camera was allowed. Ends the camera when
 * it is taken out of the page.
 */
export class LecternCodeReader extends LitElement {
  static override styles = [controls, codeReaderStyle];
  static override properties = {
    fault: { attribute: false },
    camera: { state: true },
    problem: { state: true },
  };

  /** What is wrong with what was read last, in words. */
  declare fault: string | null;
  declare camera: 'off' | 'starting' | 'on';
  declare problem: CameraProblem | null;

  #stream: MediaStream | null = null;
  #cancelLook = (): void => undefined;

  constructor() {
    super();
    this.fault = null;
    this.camera = 'off';
    this.problem = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
  }

  /** Ends the camera. */
  stop(): void {
    this.#cancelLook();
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
    this.camera = 'off';
  }

  override render(): TemplateResult {
    const on = this.camera === 'on';
    return html`<h3>${words.read}</h3>
      ${
        on
          ? html`<video
                muted
                playsinline
                role="img"
                aria-label=${words.cameraPicture}
                .srcObject=${this.#stream}
              ></video>
              <p class="hint">${words.cameraOn}</p>`
          : nothing
      }
      <div>
        <button
          class=${on ? '' : 'primary'}
          aria-disabled=${this.camera === 'starting' ? 'true' : 'false'}
          @click=${() => (on ? this.stop() : void this.#start())}
        >
          ${this.camera === 'starting' ? html`<span class="spinner"></span>` : icon('preview')}
          ${on ? words.stopCamera : words.camera}
        </button>
      </div>
      ${
        this.problem === null
          ? nothing
          : html`<p class="note" role="alert">
              ${icon('warning')}<span>${words.cameraProblems[this.problem]}</span>
            </p>`
      }
      <form @submit=${this.#submit} class="field">
        <label for="text">${words.text}</label>
        <textarea
          id="text"
          rows="3"
          spellcheck="false"
          autocapitalize="off"
          autocomplete="off"
          aria-describedby="text-hint"
          @input=${this.#typed}
        ></textarea>
        <span class="hint" id="text-hint">${words.textHint}</span>
        <div><button type="submit">${words.readText}</button></div>
      </form>
      ${
        this.fault === null
          ? nothing
          : html`<p class="note" role="alert">${icon('warning')}<span>${this.fault}</span></p>`
      }`;
  }

  async #start(): Promise<void> {
    if (this.camera !== 'off') return;
    this.problem = null;
    this.camera = 'starting';
    try {
      // The camera of a phone that looks away from its person; a laptop has one.
      const wanted = { video: { facingMode: 'environment', width: { ideal: 1280 } } };
      const [stream, read] = await Promise.all([askCamera(wanted), createQrReader()]);
      this.#stream = stream;
      if (!this.isConnected) return this.stop();
      this.camera = 'on';
      await this.updateComplete;
      const video = this.renderRoot.querySelector('video');
      if (video === null) return;
      await video.play();
      this.#tell('lectern-camera-on', '');
      this.#lookLater(video, read);
    } catch (error) {
      this.stop();
      this.problem = cameraProblem(error);
    }
  }

  #lookLater(video: HTMLVideoElement, read: ReadQr): void {
    this.#cancelLook = systemClock.after(LOOK_MS, () => void this.#look(video, read));
  }

  async #look(video: HTMLVideoElement, read: ReadQr): Promise<void> {
    const text = await read(video).catch(() => null); // a frame that could not be taken: the next one can
    if (this.camera !== 'on') return;
    if (text !== null) this.#tell('lectern-code-read', text);
    this.#lookLater(video, read);
  }

  /** What was pasted is read at once. */
  #typed(event: InputEvent): void {
    if (event.inputType.startsWith('insertFrom')) this.#readText();
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    this.#readText();
  }

  #readText(): void {
    const field = this.renderRoot.querySelector('textarea');
    if (field !== null) this.#tell('lectern-code-read', field.value);
  }

  #tell(name: 'lectern-code-read' | 'lectern-camera-on', detail: string): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** Without a secure address browsers have no cameras to give. */
function askCamera(wanted: MediaStreamConstraints): Promise<MediaStream> {
  const devices = (navigator as { mediaDevices?: MediaDevices }).mediaDevices;
  return devices?.getUserMedia(wanted) ?? Promise.reject(new DOMException('', 'NotFoundError'));
}

function cameraProblem(error: unknown): CameraProblem {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused';
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'missing';
}

customElements.define('lectern-code-reader', LecternCodeReader);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-code-reader': LecternCodeReader;
  }
  interface HTMLElementEventMap {
    'lectern-code-read': CustomEvent<string>;
    'lectern-camera-on': CustomEvent<string>;
  }
}
