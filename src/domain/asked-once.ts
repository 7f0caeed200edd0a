/** `ask`, which is asked but once for keys that read the same as JSON. */
export function askedOnce<K, V>(ask: (key: K) => Promise<V>): (key: K) => Promise<V> {
  const answers = new Map<string, Promise<V>>()
  return (key) => {
    const name = JSON.stringify(key)
    const known = answers.get(name)
    if (known) return known
    const answer = ask(key)
    answers.set(name, answer)
    return answer
  }
}
