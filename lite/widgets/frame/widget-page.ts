/**
 * The script of a widget's frame: shows one widget by Jupyter's own library and speaks with the page through one port. Bundled
 * into one classic script by `lite/build/widget-frame.ts`. What it shows is anybody's, so nothing here is a secret.
 */
import { Widget } from '@lumino/widgets';
import type { ToWidgetFrame, WidgetStart } from '../widget-protocol.ts';
import { FrameComms } from './frame-comms.ts';
import { FrameManager } from './frame-manager.ts';
import { applyTheme, styleFrame } from './frame-style.ts';

/** Called by the frame's own script, once. */
export default function showWidget(port: MessagePort, start: WidgetStart): void {
  const comms = new FrameComms(port);
  const manager = new FrameManager(start.words);
  styleFrame();
  applyTheme(start.theme);
  const receive = (message: ToWidgetFrame): void => {
    switch (message.type) {
      case 'open':
        for (const model of message.models)
          void manager.handle_comm_open(comms.open(model.id), {
            content: {
              comm_id: model.id,
              target_name: 'jupyter.widget',
              data: { state: model.state, buffer_paths: model.paths },
            },
            metadata: { version: '2.1.0' },
            buffers: model.buffers,
          } as unknown as Parameters<FrameManager['handle_comm_open']>[1]);
        return;
      case 'theme':
        applyTheme(message.theme);
        return;
      default:
        comms.receive(message);
    }
  };
  receive({ type: 'open', models: start.models });
  port.onmessage = ({ data }) => receive(data as ToWidgetFrame);
  const host = document.createElement('main');
  document.body.append(host);
  new ResizeObserver(() => {
    const px = Math.ceil(host.getBoundingClientRect().height);
    port.postMessage([JSON.stringify({ type: 'height', px })]);
  }).observe(host);
  display(manager, start.view, host).catch((error: unknown) =>
    port.postMessage([JSON.stringify({ type: 'failed', detail: String(error).slice(0, 500) })]),
  );
}

async function display(manager: FrameManager, id: string, host: HTMLElement): Promise<void> {
  const view = await manager.create_view(await manager.get_model(id));
  Widget.attach(view.luminoWidget, host);
}
