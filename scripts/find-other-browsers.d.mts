export function findFirefox(): string | null;
export function provideOtherBrowsers(): void;
export const NO_FIREFOX: string;
export function findWebKit(): string | null;
export const NO_WEBKIT: string;
