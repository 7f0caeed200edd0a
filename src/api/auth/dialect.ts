import type { FastifyPluginAsync } from 'fastify'
import { mount } from '../mount.ts'
import type { Context } from '../operation.ts'
import { backendTokens } from './backend-tokens.ts'
import { Refusal, refusal } from './envelope.ts'
import { words } from './words.ts'

/** Authentication: where clients get their tokens. */
export function auth(context: Context): FastifyPluginAsync {
  return async (app) => {
    const failed = (status: number, message: string) => refusal(status, message).body
    mount(app, context, { tag: 'Authentication', ...words, failed, refusal: Refusal }, [...backendTokens])
  }
}
