import type { JupyterFrontEnd } from '@jupyterlab/application';
import {
  KernelManager,
  ServerConnection,
  type Kernel,
  type KernelMessage,
} from '@jupyterlab/services';
import { KernelSpecs, LiteKernelSpecClient } from '@jupyterlite/services';
import { WebSocket } from 'mock-socket';
import { LecternKernelClient } from '../../../../lite/kernel/kernel-client.ts';
import { registerIPython } from '../../../../lite/kernel/ipython/register-ipython.ts';
import { kernelPlugin } from '../../../../lite/kernel/kernel-plugin.ts';
import { prewarmKernel } from '../../../../lite/kernel/prewarm.ts';

prewarmKernel();

/** JupyterLite's services around our kernel, as the application puts them together, without a shell. */
const serverSettings = ServerConnection.makeSettings({
  WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
});
const kernelSpecs = new KernelSpecs();
const kernelAPIClient = new LecternKernelClient({ kernelSpecs, serverSettings });
const kernelSpecAPIClient = new LiteKernelSpecClient({ kernelSpecs, serverSettings });
const manager = new KernelManager({ kernelAPIClient, kernelSpecAPIClient, serverSettings });
await kernelPlugin.activate(null as unknown as JupyterFrontEnd, kernelSpecs);
registerIPython(kernelSpecs, null);

/** Sends an execute request; `messages` are what the notebook would get, by type. */
function execute(
  kernel: Kernel.IKernelConnection,
  code: string,
  onMessage: (text: string) => void = () => undefined,
  stopOnError = true,
) {
  const messages: { type: string; content: unknown }[] = [];
  const future = kernel.requestExecute({ code, allow_stdin: true, stop_on_error: stopOnError });
  future.onIOPub = (message: KernelMessage.IIOPubMessage) => {
    messages.push({ type: message.header.msg_type, content: message.content });
    onMessage(JSON.stringify(message.content));
  };
  future.onStdin = (message) => {
    if (message.header.msg_type !== 'input_request') return;
    kernel.sendInputReply(
      { status: 'ok', value: 'answer' },
      message.header as KernelMessage.IInputRequestMsg['header'],
    );
  };
  return {
    messages,
    done: future.done.then((reply) => ({ reply: reply?.content ?? null, messages })),
  };
}

const jupyter = { manager, execute };
export type Jupyter = typeof jupyter;
Object.assign(globalThis, { jupyter });
