export class OptOuts {
  readonly #stopped = new Set<string>();

  clear(): void {
    this.#stopped.clear();
  }
  set(numberId: string, customerId: string, value: 'stop' | 'resume'): void {
    const key = `${numberId} ${customerId}`;
    if (value === 'stop') this.#stopped.add(key);
    else this.#stopped.delete(key);
  }
  all(): readonly string[] {
    return [...this.#stopped];
  }
  load(stopped: readonly string[]): void {
    for (const each of stopped) this.#stopped.add(each);
  }
  has(numberId: string, customerId: string): boolean {
    return this.#stopped.has(`${numberId} ${customerId}`);
  }
}
