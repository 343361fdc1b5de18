/** Registers the elements about the application on this device; loaded with the service worker's page side. */
import './app/lectern-app-status.ts';
import './app/lectern-app-update.ts';
import './supply/lectern-supply.ts';
