import { Type } from 'typebox'
import { hashPassword } from '../../domain/passwords.ts'

/** Signing in takes no longer one. */
export const Password = Type.String({ minLength: 8, maxLength: 1000 })

/** For `preparedWrite`: the hash of the password in the body, if there is one. */
export async function hashed({
  body,
}: {
  body: { password?: string | undefined }
}): Promise<string | undefined> {
  return body.password === undefined ? undefined : hashPassword(body.password)
}
