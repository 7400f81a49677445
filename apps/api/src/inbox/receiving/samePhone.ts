export const samePhone = (a: string, b: string): boolean => a === b;
