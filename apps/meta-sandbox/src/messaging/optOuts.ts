/** Customers who do not want a business's marketing, by number. */
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
  has(numberId: string, customerId: string): boolean {
    return this.#stopped.has(`${numberId} ${customerId}`);
  }
}
