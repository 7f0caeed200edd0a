import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import type { ReadStream } from 'node:tty'
import { passwordLength } from '../domain/password-length.ts'
import { Problem } from '../problem.ts'

/**
 * The hash of the password that stands in the first line of `input`; on a terminal it is asked for and not shown.
 *
 * @throws Problem
 */
export async function readPasswordHash(input: ReadStream): Promise<string> {
  const password = input.isTTY ? await ask(input) : await firstLine(input)
  const { fewest, most } = passwordLength
  if (password.length < fewest || password.length > most) {
    throw new Problem(
      `A password needs ${fewest} to ${most} characters, and this one has ${password.length}.`,
    )
  }
  const { hashPassword } = await import('../domain/passwords.ts')
  return hashPassword(password)
}

async function ask(input: ReadStream): Promise<string> {
  process.stderr.write('Password: ')
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input, output: nowhere, terminal: true })
  try {
    return await lines.question('')
  } catch {
    // Ctrl-C or Ctrl-D.
    throw new Problem('No password was given, so nothing was done.')
  } finally {
    lines.close()
    process.stderr.write('\n')
  }
}

async function firstLine(input: ReadStream): Promise<string> {
  const lines = createInterface({ input })
  for await (const line of lines) return line
  return ''
}
