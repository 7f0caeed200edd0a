const CONSONANTS = 'bcdfghjklmnpqrstvwxz'
const VOWELS = 'aeiou'
const SYLLABLES = CONSONANTS.length * VOWELS.length

/** Unique, so that a search for it finds one person whatever the size of the store. */
export function lastName(userId: number): string {
  return word(2 * scattered(userId, 67_867_967), 4)
}

/** Shared by many people. */
export function firstName(userId: number): string {
  return word(scattered(userId % 500, 7_919), 2)
}

/** The first word of a company's name: unique, and never a last name. */
export function companyWord(companyId: number): string {
  return word(2 * scattered(companyId, 49_979_687) + 1, 4)
}

/** The company's number in accounting: unique. */
export function customerNumber(companyId: number): string {
  return `K${String(scattered(companyId, 32_452_843)).padStart(8, '0')}`
}

/** Fixed width, so that replies hardly differ in size. */
export function padded(id: number): string {
  return String(id).padStart(7, '0')
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Maps every id below 50,000,000 to a different number, far from its neighbours'. `step` shares no factor with 10. */
function scattered(id: number, step: number): number {
  return Number((BigInt(id) * BigInt(step)) % 50_000_000n)
}

/** Letters with as many different trigrams as real names have; with digits every trigram would be frequent. */
function word(number: number, syllables: number): string {
  let rest = number
  let letters = ''
  for (let nth = 0; nth < syllables; nth += 1) {
    const syllable = rest % SYLLABLES
    letters +=
      CONSONANTS.charAt(Math.floor(syllable / VOWELS.length)) + VOWELS.charAt(syllable % VOWELS.length)
    rest = Math.floor(rest / SYLLABLES)
  }
  return letters
}
