/** Registers the elements about who works at this computer; loaded at once where it is shared, else behind the start screen. */
import './computer/lectern-me.ts';
import './computer/lectern-shared-switch.ts';
import './computer/lectern-who.ts';
