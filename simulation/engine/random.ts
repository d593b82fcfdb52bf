/** Mixes a text into 32 bits (FNV-1a, then a finaliser), so that streams with similar names have nothing in common. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

/**
 * A stream of chances that follows from its name alone. Whoever draws has a stream of their own, so that taking one of them
 * out of a run changes nothing in what the others draw.
 */
export class Random {
  #state: number;

  constructor(seed: number, name: string) {
    this.#state = hashOf(`${seed} ${name}`);
  }

  /** At least 0 and below 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** @throws {RangeError} when there is nothing to pick. */
  pick<Item>(items: readonly Item[]): Item {
    const index = this.between(0, items.length - 1);
    for (const item of items.slice(index, index + 1)) return item;
    throw new RangeError('There is nothing to pick.');
  }

  /** One of the names, each as often as its weight says. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
    const entries = names(weights).map((name) => ({ name, weight: weights[name] }));
    let left = this.next() * entries.reduce((sum, { weight }) => sum + weight, 0);
    for (const { name, weight } of entries) {
      left -= weight;
      if (left < 0) return name;
    }
    return this.pick(entries).name;
  }
}

const names = <Name extends string>(record: Readonly<Record<Name, unknown>>): Name[] =>
  Object.keys(record).filter((key): key is Name => key in record);
