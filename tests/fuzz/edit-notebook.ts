import * as Y from 'yjs';
import type { SeededRandom } from './seeded-random.ts';

/** What a notebook does to a shared document: cells with text, outputs and metadata, moved and deleted. */
export function editNotebook(doc: Y.Doc, random: SeededRandom): void {
  const cells = doc.getArray<Y.Map<unknown>>('cells');
  const dice = random.next();
  if (cells.length < 2 || dice < 0.25) {
    const cell = new Y.Map<unknown>();
    cell.set('source', new Y.Text('x = 1'));
    cell.set('outputs', new Y.Array());
    cell.set('metadata', new Y.Map([['tags', ['a']]]));
    cells.insert(random.below(cells.length + 1), [cell]);
    return;
  }
  const cell = cells.get(random.below(cells.length));
  if (dice < 0.35) {
    cells.delete(random.below(cells.length), 1);
  } else if (dice < 0.65) {
    const source = cell.get('source') as Y.Text;
    if (source.length > 3 && random.chance(0.3)) source.delete(random.below(source.length - 1), 1);
    else source.insert(random.below(source.length + 1), 'ab');
    if (random.chance(0.2))
      source.format(0, Math.min(3, source.length), { bold: random.chance(0.5) ? true : null });
  } else if (dice < 0.8) {
    const outputs = cell.get('outputs') as Y.Array<unknown>;
    if (outputs.length > 0 && random.chance(0.5)) outputs.delete(0, outputs.length);
    else outputs.push([{ output_type: 'stream', text: ['o'] }]);
  } else {
    (cell.get('metadata') as Y.Map<unknown>).set(random.pick(['a', 'b']), random.below(10));
    doc.getMap('settings').set(random.pick(['p', 'q', 'r']), random.below(100));
  }
}
