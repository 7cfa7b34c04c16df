/** So many bytes and no more at a time; whoever wants more waits in line. */
export class ByteBudget {
  #free: number;
  readonly #waiting: { readonly bytes: number; readonly go: () => void }[] = [];

  constructor(bytes: number) {
    this.#free = bytes;
  }

  take(bytes: number): Promise<void> {
    if (this.#waiting.length === 0 && this.#free >= bytes) {
      this.#free -= bytes;
      return Promise.resolve();
    }
    return new Promise((go) => {
      this.#waiting.push({ bytes, go });
    });
  }

  release(bytes: number): void {
    this.#free += bytes;
    for (
      let next = this.#waiting[0];
      next !== undefined && next.bytes <= this.#free;
      next = this.#waiting[0]
    ) {
      this.#waiting.shift();
      this.#free -= next.bytes;
      next.go();
    }
  }
}
