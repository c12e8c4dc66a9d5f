/** A log that keeps only its latest entries, so that a simulator can run for any length of time. */
export class Latest<T> {
  private entries: T[] = [];
  private readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  add(entry: T): void {
    this.entries.push(entry);
    if (this.entries.length >= 2 * this.capacity) this.entries = this.list();
  }

  /** Oldest first. */
  list(): T[] {
    return this.entries.slice(-this.capacity);
  }

  clear(): void {
    this.entries = [];
  }
}
