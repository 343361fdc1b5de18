import type { Environment } from '../classroom/environment.ts';
import type { StorageShares } from '../classroom/safekeeping.ts';
import type { ClassId } from '../protocol/ids.ts';
import type { DeviceStorage } from '../store/device-storage.ts';
import { sealedPlace } from '../store/sealed-entry-store.ts';

/** Caches of what comes again from the network when Python wants it. */
const PYTHON_CACHES: ReadonlySet<string> = new Set(['lectern-python', 'lectern-packages']);

/** Adds up what this browser holds. What cannot be read counts as nothing. */
export async function measureShares(
  env: Environment,
  storage: DeviceStorage,
  caches: CacheStorage | undefined,
): Promise<StorageShares> {
  const { usage, quota } = await storage.use();
  const files = (await env.notebook.value?.fileList())?.files ?? [];
  const cached = await cacheSizes(caches);
  return {
    usage,
    quota,
    files: files.reduce((sum, { bytes }) => sum + bytes, 0),
    classes: await classSizes(env),
    ...cached,
  };
}

/** Removes Python's stored start and packages. */
export async function removePythonCaches(caches: CacheStorage | undefined): Promise<void> {
  for (const name of PYTHON_CACHES) await caches?.delete(name);
}

async function classSizes(env: Environment): Promise<number> {
  let size = 0;
  for (const { classId } of await env.keys.list())
    for (const id of [classId, sealedPlace(classId)]) size += await classSize(env, id);
  return size;
}

async function classSize({ entries, blobs }: Environment, id: ClassId): Promise<number> {
  let size = 0;
  for (const doc of await entries.documents(id))
    for (const { bytes } of await entries.read(id, doc)) size += bytes.length;
  for (const blob of await blobs(id).list()) size += blob.size;
  return size;
}

async function cacheSizes(
  caches: CacheStorage | undefined,
): Promise<Pick<StorageShares, 'python' | 'application'>> {
  const sizes = { python: 0, application: 0 };
  for (const name of (await caches?.keys()) ?? []) {
    const share = PYTHON_CACHES.has(name) ? 'python' : 'application';
    const cache = await caches?.open(name);
    for (const request of (await cache?.keys()) ?? []) {
      const length = (await cache?.match(request))?.headers.get('Content-Length');
      // Without it the content itself is asked, which the browser keeps on the disk.
      sizes[share] +=
        Number(length ?? 0) || ((await (await cache?.match(request))?.blob())?.size ?? 0);
    }
  }
  return sizes;
}
