import fc from 'fast-check'
import { expect } from 'vitest'
import type { App } from '../harness.ts'

/** A record under one set of names, with only what a reply shows of it. */
export type View = Record<string, unknown>

/** One way to write: the fields it takes, and how to send them. */
export interface Writing<T, K> {
  name: string
  takes: readonly (keyof T)[]
  send(app: App, key: K, input: T): Promise<unknown>
}

/** The channels of the store, as records show them. */
export const channels = [
  { channelId: 1, channelName: 'Demo storefront', iconUrl: '' },
  { channelId: 2, channelName: 'Demo wholesale', iconUrl: '' },
]

export interface Change<T, K> {
  writing: Writing<T, K>
  input: T
}

/** Up to three changes, each by one of `writings`. */
export function changesBy<T, K>(writings: readonly Writing<T, K>[], input: fc.Arbitrary<T>) {
  return fc.array(fc.record({ writing: fc.constantFrom(...writings), input }), { maxLength: 3 })
}

/** Makes the changes one second apart, and calls `look` before the first and after each. */
export async function follow<T extends object, K extends { written: T }>(
  app: App,
  start: K,
  changes: readonly Change<T, K>[],
  look: (key: K) => Promise<void>,
): Promise<void> {
  let key = start
  await look(key)
  for (const { writing, input } of changes) {
    const change = taken(input, writing.takes)
    if (Object.keys(change).length === 0) continue
    app.clock.now += 1
    await writing.send(app, key, change)
    key = { ...key, written: { ...key.written, ...change } }
    await look(key)
  }
}

/** Sends a request that must succeed, and returns the data of its reply. */
export async function ask(app: App, method: 'GET' | 'POST' | 'PUT', url: string, body?: unknown) {
  const reply = await app.send(method, url, body)
  expect(reply.status, `${method} ${url} ${JSON.stringify(body)} ${JSON.stringify(reply.body)}`).toBe(200)
  return reply.body.data
}

/** The fields of `input` that `takes` names. */
export function taken<T extends object>(input: T, takes: readonly (keyof T)[]): T {
  const entries = Object.entries(input).filter(([name]) => takes.some((taking) => taking === name))
  return Object.fromEntries(entries) as T
}

/** Everything that is shown of a record, after checking that all `views` agree. */
export function agreed(views: Record<string, View>): View {
  const whole: View = Object.assign({}, ...Object.values(views))
  for (const [name, view] of Object.entries(views)) {
    expect(view, name).toEqual(Object.fromEntries(Object.keys(view).map((key) => [key, whole[key]])))
  }
  return whole
}
