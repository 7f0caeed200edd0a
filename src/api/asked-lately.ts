/** A key is forgotten when about as many others have been asked for since. */
const SLOTS = 65_536

/**
 * Which keys were asked for lately, in 256 KB whatever their number. It may forget one early or, once in billions of
 * questions, take one for another.
 */
export class AskedLately {
  readonly #hashes = new Uint32Array(SLOTS)

  /** Whether `key` was asked for lately; from now on it was. */
  ask(key: string): boolean {
    const hash = hashOf(key)
    const slot = hash % SLOTS
    const known = this.#hashes[slot] === hash
    this.#hashes[slot] = hash
    return known
  }
}

/** FNV-1a over the code units, in 32 bits. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
