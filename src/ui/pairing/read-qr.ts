import { decodeQr } from './decode-qr.ts';

/** Reads the QR code in what a camera shows just now; null where there is none. */
export type ReadQr = (video: HTMLVideoElement) => Promise<string | null>;

/** What we use of the Shape Detection API, which browsers have on some systems. */
interface BarcodeDetector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}

interface BarcodeDetectors {
  new (options: { formats: readonly string[] }): BarcodeDetector;
  getSupportedFormats(): Promise<readonly string[]>;
}

/** Longest side of the picture that our own decoder looks at: enough for every code of ours, and quick on old machines. */
const MAX_SIDE = 960;

/** The browser's own reader where it has one, else ours. Never rejects. */
export async function createQrReader(): Promise<ReadQr> {
  return (await systemReader()) ?? ownReader();
}

async function systemReader(): Promise<ReadQr | null> {
  const Detector = (globalThis as { BarcodeDetector?: BarcodeDetectors }).BarcodeDetector;
  if (Detector === undefined) return null;
  try {
    if (!(await Detector.getSupportedFormats()).includes('qr_code')) return null;
    const detector = new Detector({ formats: ['qr_code'] });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
  } catch {
    return null; // the system's service does not answer: ours does
  }
}

function ownReader(): ReadQr {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return async (video) => {
    const { videoWidth, videoHeight } = video;
    if (context === null || videoWidth === 0) return null;
    const scale = Math.min(1, MAX_SIDE / Math.max(videoWidth, videoHeight));
    canvas.width = Math.round(videoWidth * scale);
    canvas.height = Math.round(videoHeight * scale);
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    return decodeQr(context.getImageData(0, 0, canvas.width, canvas.height));
  };
}
