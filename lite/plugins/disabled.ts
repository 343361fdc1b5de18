const services = (names: readonly string[]): readonly string[] =>
  names.map((name) => `@jupyterlab/services-extension:${name}`);

/** Ids of plugins that come with the packages but have no place here. */
export const disabledPlugins: ReadonlySet<string> = new Set([
  // JupyterLab's clients of a Jupyter server: JupyterLite's and our own stand in for them.
  ...services([
    'config-section-manager',
    'connection-status',
    'default-drive',
    'event-manager',
    'kernel-manager',
    'kernel-spec-manager',
    'nbconvert-manager',
    'session-manager',
    'setting-manager',
    'user-manager',
    'workspace-manager',
  ]),
  '@jupyterlab/application-extension:main',
  '@jupyterlab/application-extension:router',
  '@jupyterlab/application-extension:tree-resolver',
  '@jupyterlab/apputils-extension:resolver',
  '@jupyterlab/apputils-extension:workspaces',
  '@jupyterlab/docmanager-extension:download',
  '@jupyterlab/filebrowser-extension:download',

  // There is one language.
  '@jupyterlab/translation-extension:translator-connector',
  '@jupyterlite/application-extension:translator-connector',
  '@jupyterlab/translation-extension:plugin',

  // Ours: files, settings and their validation, see `lite/files` and `lite/settings`.
  '@jupyterlite/services-extension:default-drive',
  '@jupyterlite/services-extension:localforage',
  '@jupyterlite/services-extension:settings',
  '@jupyterlite/services-extension:kernel-client',
  '@jupyterlab/apputils-extension:settings',
  '@jupyterlab/notebook-extension:cell-executor',

  // Would ask other hosts, or a server that is not there.
  '@jupyterlab/apputils-extension:announcements',
  '@jupyterlab/apputils-extension:licenses-client',
  '@jupyterlab/apputils-extension:licenses-plugin',
  '@jupyterlite/application-extension:licenses-client',

  // Unregisters every service worker of the origin, ours among them, when its stored version differs.
  '@jupyterlite/application-extension:service-worker-manager',

  // Language servers do not exist in a browser; what asks for their tokens goes with them.
  '@jupyterlab/notebook-extension:language-server',
  '@jupyterlab/fileeditor-extension:language-server',
  '@jupyterlite/application-extension:lsp-connection-manager',

  // Trust in notebooks has no meaning here: nothing is ever trusted, see `lite/output`.
  '@jupyterlab/notebook-extension:trust-status',

  // Links to pages that this application does not have, and another product's name.
  '@jupyterlab/application-extension:logo',
  '@jupyterlite/application-extension:logo',
  '@jupyterlite/application-extension:about',
  '@jupyterlite/application-extension:share-file',
  '@jupyterlite/application-extension:opener',
  '@jupyterlite/application-extension:mode-support',
  '@jupyterlite/application-extension:clear-browser-data',
  '@jupyterlab/filebrowser-extension:share-file',
  '@jupyterlab/filebrowser-extension:open-url',
  '@jupyterlab/filebrowser-extension:open-browser-tab',
  '@jupyterlab/docmanager-extension:open-browser-tab',
]);

/** Plugins of the first packages that ask for what late packages provide: activated with those. */
export const heldPlugins: ReadonlySet<string> = new Set([
  '@jupyterlab/notebook-extension:log-output',
  '@jupyterlab/notebook-extension:update-raw-mimetype',
]);
