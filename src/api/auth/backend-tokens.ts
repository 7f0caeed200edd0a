import { Type } from 'typebox'
import { createBackendToken, signIn } from '../../domain/backend-tokens.ts'
import { Email, Name, Text } from '../fields.ts'
import { type Operation, open } from '../operation.ts'
import { Success, success } from './envelope.ts'

const create = open({
  method: 'POST',
  url: '/auth/backend',
  summary: 'Get a Server to Server Token',
  body: Type.Object({
    storeHash: Name,
    email: Email,
    password: Type.String({ minLength: 1, maxLength: 1000 }),
    name: Text,
  }),
  reply: Success(Type.Object({ name: Type.String(), token: Type.String() })),
  async handle({ database, now }, { body: { name, ...login } }) {
    const signedIn = await signIn(database.db, now(), login)
    await database.transaction((db) =>
      createBackendToken({ db, storeId: signedIn.storeId, now: now() }, signedIn, name),
    )
    return success({ name, token: signedIn.value })
  },
})

export const backendTokens: Operation[] = [create]
