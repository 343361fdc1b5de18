import { css } from 'lit';
import { sharedCellStyle } from '../cells/shared-cell.css.ts';

/** Style of the lists of files and announcements: as the list "Shared cells". */
export const filesStyle = [
  sharedCellStyle,
  css`
    li {
      border-bottom: 1px solid var(--lc-line);
    }
    article p {
      margin: 0;
      font-size: 0.8125rem;
      overflow-wrap: anywhere;
    }
    progress {
      width: 100%;
      accent-color: var(--lc-accent);
    }
    .empty {
      display: grid;
      gap: 0.35rem;
      padding: 2.5rem 1.5rem;
      text-align: center;
      text-wrap: balance;
    }
    .empty strong {
      font-weight: 600;
    }
  `,
];
