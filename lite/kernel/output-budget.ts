import {
  LINE_WEIGHT,
  MAX_COMM_MESSAGES,
  MAX_DISPLAY_DATA,
  MAX_DISPLAYS,
  MAX_STREAM,
} from './limits.ts';
import type { Output } from './protocol.ts';

/**
 * Keeps what one cell shows within what a page and a notebook file bear. Clearing the output gives a fresh budget, so
 * that animations run on.
 */
export class OutputBudget {
  #stream = 0;
  #displays = 0;
  #comms = 0;
  #data = 0;
  #told = false;

  /** `pass`, or `drop`; `tell` is a `drop` that the person has to be told of, once between two clearings. */
  judge(output: Output): 'pass' | 'drop' | 'tell' {
    if (this.#fits(output)) return 'pass';
    if (this.#told) return 'drop';
    this.#told = true;
    return 'tell';
  }

  #fits(output: Output): boolean {
    switch (output.type) {
      case 'stream':
        this.#stream += streamWeight(output.text);
        return this.#stream <= MAX_STREAM;
      case 'display':
      case 'result': {
        if (output.type === 'result' || !output.update) this.#displays += 1;
        for (const content of Object.values(output.data)) {
          this.#data +=
            typeof content === 'string' ? content.length : JSON.stringify(content).length;
        }
        return this.#displays <= MAX_DISPLAYS && this.#data <= MAX_DISPLAY_DATA;
      }
      case 'comm':
        this.#comms += 1;
        this.#data += JSON.stringify(output.comm).length;
        return this.#comms <= MAX_COMM_MESSAGES && this.#data <= MAX_DISPLAY_DATA;
      case 'clear':
        this.#stream = this.#displays = this.#data = 0;
        this.#told = false;
        return true;
      case 'input-request':
        return true;
    }
  }
}

/** What printed text costs a page, in UTF-16 units of text: its length, and something for each line. */
export function streamWeight(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return text.length + lines * LINE_WEIGHT;
}
