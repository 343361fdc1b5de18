import { systemClock } from '../base/clock.ts';
import type { Deployment } from '../base/deployment.ts';
import type { Logger } from '../base/logger.ts';
import '../ui/supply/lectern-supply-status.ts';
import { ClassSupply, type SuppliedKernels } from './class-supply.ts';
import { isMetered } from './metered.ts';
import { WorkerClient } from './worker-client.ts';

/** What this page gets from classes and gives to them; what comes is told below `place`. `base`: the application's folder. */
export function beginSupply(
  place: HTMLElement,
  base: string,
  kernels: SuppliedKernels,
  deployment: Deployment,
  logger: Logger,
): ClassSupply {
  const supply = new ClassSupply({
    worker: new WorkerClient(navigator.serviceWorker, base, systemClock),
    kernels,
    deployment,
    isMetered: () => isMetered(navigator),
    memory: memoryOfPage(),
    logger,
  });
  const status = document.createElement('lectern-supply-status');
  status.supply = supply;
  place.append(status);
  return supply;
}

function memoryOfPage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null; // a setting refuses it
  }
}
