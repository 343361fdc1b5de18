const PANEL = { width: 300, height: 220, left: 56, right: 16, top: 34, bottom: 40 };

/** One figure over the size of the class. */
export interface Panel<Row> {
  readonly title: string;
  readonly of: (row: Row) => number;
}

/** Draws figures over the size of the class, as an SVG of small panels that read on light and dark paper. */
export function growthPlot<Row extends { readonly peers: number }>(
  name: string,
  panels: readonly Panel<Row>[],
  rows: readonly Row[],
): string {
  const columns = 3;
  const width = columns * PANEL.width;
  const height = Math.ceil(panels.length / columns) * PANEL.height;
  const drawn = panels.map((panel, index) => {
    const x = (index % columns) * PANEL.width;
    const y = Math.floor(index / columns) * PANEL.height;
    return `<g transform="translate(${x} ${y})">${drawPanel(panel, rows)}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="11">`,
    `<title>${name}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...drawn,
    '</svg>\n',
  ].join('\n');
}

function drawPanel<Row extends { readonly peers: number }>(
  { title, of }: Panel<Row>,
  rows: readonly Row[],
): string {
  const { width, height, left, right, top, bottom } = PANEL;
  const values = rows.map(of);
  const most = niceAbove(Math.max(...values, 0));
  const peers = Math.max(...rows.map((row) => row.peers));
  const x = (value: number): number => left + (value / peers) * (width - left - right);
  const y = (value: number): number => height - bottom - (value / most) * (height - top - bottom);
  const points = rows.map((row) => `${x(row.peers).toFixed(1)},${y(of(row)).toFixed(1)}`);
  const grid = [0, 0.5, 1].map((part) => {
    const at = y(part * most).toFixed(1);
    return `<line x1="${left}" x2="${width - right}" y1="${at}" y2="${at}" stroke="#ddd"/><text x="${left - 6}" y="${Number(at) + 4}" text-anchor="end" fill="#444">${label(part * most)}</text>`;
  });
  // Where two sizes lie too close for both, the larger one is named.
  const named = rows.filter((row, i) => {
    const next = rows[i + 1];
    return next === undefined || x(next.peers) - x(row.peers) >= 18;
  });
  const ticks = named.map(
    (row) =>
      `<text x="${x(row.peers).toFixed(1)}" y="${height - bottom + 16}" text-anchor="middle" fill="#444">${row.peers}</text>`,
  );
  const dots = points.map((point) => {
    const [cx = '', cy = ''] = point.split(',');
    return `<circle cx="${cx}" cy="${cy}" r="3" fill="#1565c0"/>`;
  });
  return [
    `<text x="${left}" y="20" font-weight="bold" fill="#111">${title}</text>`,
    ...grid,
    ...ticks,
    `<polyline points="${points.join(' ')}" fill="none" stroke="#1565c0" stroke-width="2"/>`,
    ...dots,
    `<text x="${(left + width - right) / 2}" y="${height - 8}" text-anchor="middle" fill="#444">peers</text>`,
  ].join('');
}

function niceAbove(value: number): number {
  if (value <= 0) return 1;
  const unit = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((step) => step * unit >= value) ?? 10) * unit;
}

function label(value: number): string {
  return value >= 10 || Number.isInteger(value) ? String(Math.round(value)) : value.toFixed(2);
}
