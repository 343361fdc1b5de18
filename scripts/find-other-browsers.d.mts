export function findFirefox(): string | null;
export function provideOtherBrowsers(): void;
export const NO_FIREFOX: string;
