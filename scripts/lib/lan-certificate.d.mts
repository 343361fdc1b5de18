export function lanAddresses(): string[];
export function lanCertificate(
  addresses: readonly string[],
  folder?: string,
): Promise<{ readonly key: string; readonly cert: string }>;
