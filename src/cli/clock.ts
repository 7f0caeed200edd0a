import type { UnixSeconds } from '../db/schema.ts'

export function now(): UnixSeconds {
  return Math.floor(Date.now() / 1000)
}
