import { hash, verify } from '@node-rs/argon2'

/** Argon2id in the encoding that carries its own parameters and salt. */
export async function hashPassword(password: string): Promise<string> {
  return hash(password)
}

/** The hash of a forgotten value: checking against it takes as long as against a real one. */
const nobody =
  '$argon2id$v=19$m=19456,t=2,p=1$hFCMTHsi0ovYpDaZqnhZTg$4D0hAfrVylKUg0n3y8Fx0cEM87VT2njZeDyifO6wbKA'

/** Whether the password is right. Without a hash it never is, which takes the same time to find out. */
export async function verifyPassword(
  passwordHash: string | null | undefined,
  password: string,
): Promise<boolean> {
  const right = await verify(passwordHash ?? nobody, password)
  return right && passwordHash !== null && passwordHash !== undefined
}
