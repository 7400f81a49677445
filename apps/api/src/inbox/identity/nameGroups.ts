/** Union–find. */
export class NameGroups {
  readonly #parents = new Map<string, string>();
  joins = 0;

  find(name: string): string {
    let root = name;
    for (let above = this.#parents.get(root); above !== undefined && above !== root; above = this.#parents.get(root)) {
      root = above;
    }
    this.#parents.set(name, root);
    return root;
  }

  join(a: string, b: string): void {
    const [first, second] = [this.find(a), this.find(b)];
    if (first === second) return;
    this.joins += 1;
    // The smaller text stands for both, so that the order does not matter.
    if (first < second) this.#parents.set(second, first);
    else this.#parents.set(first, second);
  }

  same = (a: string, b: string): boolean => this.find(a) === this.find(b);
  names = (): IterableIterator<string> => this.#parents.keys();
}
