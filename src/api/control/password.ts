import { Type } from 'typebox'
import { passwordLength } from '../../domain/password-length.ts'
import { hashPassword } from '../../domain/passwords.ts'

export const Password = Type.String({ minLength: passwordLength.fewest, maxLength: passwordLength.most })

/** For `preparedWrite`: the hash of the password in the body, if there is one. */
export async function hashed({
  body,
}: {
  body: { password?: string | undefined }
}): Promise<string | undefined> {
  return body.password === undefined ? undefined : hashPassword(body.password)
}
