import { callsOf, type Wish } from './wishes.ts'
import { headers } from './works.ts'

/** Even, because a work may undo with every second call what it did with the first. */
const SAMPLES = 40

/** The sizes of some replies. Fails unless all succeed, so that only the intended work is measured. */
export async function sample(port: number, wish: Wish): Promise<number[]> {
  const next = callsOf(wish, 0)
  const sizes: number[] = []
  while (sizes.length < SAMPLES) {
    const { method, path, body } = next()
    const json = body === '' ? {} : { body, headers: { ...headers, 'content-type': 'application/json' } }
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, ...json })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} answers ${response.status}: ${text}`)
    sizes.push(Buffer.byteLength(text))
  }
  return sizes
}
