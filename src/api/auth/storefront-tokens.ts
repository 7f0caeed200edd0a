import { Type } from 'typebox'
import { passwordLength } from '../../domain/password-length.ts'
import { createStorefrontToken, exchangeCustomerJwt, signInCustomer } from '../../domain/storefront-tokens.ts'
import { Email, Id, Name, Seconds, Text } from '../fields.ts'
import { type Operation, open } from '../operation.ts'
import { read } from '../read.ts'
import { Success, success } from './envelope.ts'

const DEFAULT_CHANNEL = 1

const signIn = open({
  method: 'POST',
  url: '/auth/customers',
  summary: 'Get a Storefront Authentication Token',
  body: Type.Object({
    storeHash: Name,
    email: Email,
    password: Type.String({ minLength: 1, maxLength: passwordLength.most }),
    channelId: Id,
    name: Text,
    beginAt: Type.Optional(Seconds),
    endAt: Type.Optional(Seconds),
  }),
  guess: 'password',
  reply: Success(Type.Object({ name: Type.String(), token: Type.String() })),
  async handle({ database, now }, { body: { name, ...login } }) {
    return success({ name, token: await signInCustomer(database.db, now(), login) })
  },
})

const createForCustomer = read({
  method: 'POST',
  url: '/auth/customers/storefront',
  summary: 'Get a Storefront Authentication Token with a Customer ID',
  body: Type.Object({
    customerId: Id,
    channelId: Type.Optional(Id),
    customerAccessToken: Type.Optional(Type.Object({})),
  }),
  reply: Success(Type.Object({ token: Type.Array(Type.String()) })),
  async handle(reader, { body: { customerId, channelId = DEFAULT_CHANNEL } }) {
    return success({ token: [await createStorefrontToken(reader, customerId, channelId)] })
  },
})

const exchange = open({
  method: 'GET',
  url: '/auth/storefront',
  summary: 'Get a Storefront Authentication Token with a Customer JWT',
  headers: Type.Object({ 'x-store-hash': Name }),
  query: Type.Object({
    jwtToken: Type.String({ minLength: 1, maxLength: 4096 }),
    channelId: Type.Optional(Id),
  }),
  guess: 'token',
  reply: Success(Type.Object({ token: Type.String() })),
  async handle({ database, now }, { headers, query: { jwtToken, channelId = DEFAULT_CHANNEL } }) {
    const input = { storeHash: headers['x-store-hash'], jwt: jwtToken, channelId }
    return success({ token: await exchangeCustomerJwt(database.db, now(), input) })
  },
})

export const storefrontTokens: Operation[] = [signIn, createForCustomer, exchange]
