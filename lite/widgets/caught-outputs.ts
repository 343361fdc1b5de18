import { isJsonObject, type Json, type JsonObject } from '../../src/base/json.ts';
import { MAX_CAUGHT, MAX_CAUGHT_OUTPUTS, MAX_CAUGHT_TEXT } from './limits.ts';

interface Caught {
  readonly output: JsonObject;
  readonly weight: number;
}

/** What Python shows while an Output widget catches it, as notebooks write outputs. */
export class CaughtOutputs {
  #caught: readonly Caught[];
  #clearNext = false;

  constructor(outputs: readonly Json[] = []) {
    this.#caught = outputs
      .filter((each): each is JsonObject => isJsonObject(each))
      .map((output) => ({ output, weight: JSON.stringify(output).length }));
  }

  get value(): readonly JsonObject[] {
    return this.#caught.map(({ output }) => output);
  }

  /** Takes in a message of Python's. False where it is none that shows something. */
  take(type: string, content: JsonObject): boolean {
    switch (type) {
      case 'stream':
        this.#stream(textOf(content['name']), textOf(content['text']));
        return true;
      case 'error':
      case 'display_data':
      case 'execute_result': {
        const { transient: _, ...shown } = content;
        this.#add({ ...shown, output_type: type });
        return true;
      }
      case 'clear_output':
        if (content['wait'] === true) this.#clearNext = true;
        else this.#caught = [];
        return true;
      default:
        return false;
    }
  }

  #stream(name: string, text: string): void {
    const last = this.#clearNext ? undefined : this.#caught.at(-1)?.output;
    if (last?.['output_type'] !== 'stream' || last['name'] !== name)
      return this.#add({ output_type: 'stream', name, text });
    this.#caught = this.#caught.slice(0, -1);
    this.#add({ ...last, text: `${textOf(last['text'])}${text}`.slice(-MAX_CAUGHT_TEXT) });
  }

  #add(output: JsonObject): void {
    const before = this.#clearNext ? [] : this.#caught;
    this.#clearNext = false;
    const next = [...before, { output, weight: JSON.stringify(output).length }];
    let weight = next.reduce((sum, each) => sum + each.weight, 0);
    let first = Math.max(0, next.length - MAX_CAUGHT_OUTPUTS);
    for (; weight > MAX_CAUGHT && first < next.length; first++) weight -= next[first]?.weight ?? 0;
    this.#caught = next.slice(first);
  }
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
