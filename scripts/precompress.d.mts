/** Writes `.br` and `.gz` beside each file of `folder` that gets smaller; removes those out of date. */
export function precompress(folder: string): Promise<{
  readonly files: number;
  readonly before: number;
  readonly after: number;
  readonly made: number;
}>;
