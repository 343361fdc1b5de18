export function showClassState(_name: string): void {}
