import { InvalidArgumentError, Option } from 'commander'

const MOST_NAME = 255
const MOST_EMAIL = 254

export function parsePort(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw new InvalidArgumentError('It must be a number from 0 to 65535.')
  }
  return port
}

export function parseId(text: string): number {
  const id = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(id)) throw new InvalidArgumentError('It must be a number.')
  return id
}

export function parseStoreHash(text: string): string {
  if (/^[\w-]{1,64}$/.test(text)) return text
  throw new InvalidArgumentError('It must be 1 to 64 letters, digits, "-" or "_".')
}

export function parseName(text: string): string {
  const name = text.trim()
  if (name.length > 0 && name.length <= MOST_NAME) return name
  throw new InvalidArgumentError(`It must be 1 to ${MOST_NAME} characters.`)
}

export function parseFolder(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It must be the path of a folder.')
  return text
}

export function parseEmail(text: string): string {
  if (/^[^\s@]+@[^\s@]+$/.test(text) && text.length <= MOST_EMAIL) return text
  throw new InvalidArgumentError('It must be an email address.')
}

/** `--store`, which every command about what belongs to a store needs. */
export function storeOption(): Option {
  return new Option('--store <hash>', 'store hash').argParser(parseStoreHash).makeOptionMandatory()
}

/** `--json`, with the shape of what it prints. */
export function jsonOption(shape: string): Option {
  return new Option('--json', `print JSON: ${shape}`)
}

/** For `addHelpText('after', …)`. */
export function example(...lines: string[]): string {
  return `\nExample:\n${lines.map((line) => `  ${line}`).join('\n')}`
}
