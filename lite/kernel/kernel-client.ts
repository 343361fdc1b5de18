import { LiteKernelClient } from '@jupyterlite/services';
import { LecternKernel } from './lectern-kernel.ts';

/**
 * JupyterLite's kernel client, with an interrupt that reaches the kernel. Upstream's `interrupt` only cancels the cells
 * that wait behind the running one and lets that one run on. Here the running cell ends with `KeyboardInterrupt`, and its
 * error reply makes upstream cancel those that wait, as in Jupyter; a cell that catches the interrupt lets them run.
 */
export class LecternKernelClient extends LiteKernelClient {
  override async interrupt(kernelId: string): Promise<void> {
    const kernel = await this.getModel(kernelId);
    if (kernel instanceof LecternKernel) {
      kernel.interrupt();
      return;
    }
    await super.interrupt(kernelId);
  }
}
