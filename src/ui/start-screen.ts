/** Registers `<lectern-start>` and gives the document its tokens: all that the first screen needs. */
import './start/lectern-start.ts';
import { installTokens } from './tokens.css.ts';

installTokens(document);
