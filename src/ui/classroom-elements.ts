/** Registers the elements that are shown while a class is open, or seldom; loaded with the classroom. */
import './access/lectern-skip-link.ts';
import './cells/lectern-conflict.ts';
import './class/lectern-class-bar.ts';
import './class/lectern-followed.ts';
import './class/lectern-from-class.ts';
import './class/lectern-notices.ts';
import './class/lectern-panel.ts';
import './class/lectern-problem.ts';
import './class/lectern-waiting.ts';
import './start/lectern-protect.ts';
import './start/lectern-restore-form.ts';
