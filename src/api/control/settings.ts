import { Type } from 'typebox'
import { getSettings, updateSettings } from '../../domain/settings.ts'
import { type Operation, write } from '../operation.ts'
import { read } from '../read.ts'
import { Nullable, Success, success } from './envelope.ts'

const SettingsReply = Type.Object({
  companyBehavior: Type.Enum(['independent', 'dependent'], { type: 'string' }),
  newCompanyStatus: Type.Enum(['approved', 'pending'], { type: 'string' }),
  multiStorefront: Type.Boolean(),
  protectLastAdmin: Type.Boolean(),
  strictWebhooks: Type.Boolean(),
  rateLimit: Nullable(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  eventRetentionDays: Nullable(Type.Integer({ minimum: 1, maximum: 36_500 })),
})

const getAll = read({
  method: 'GET',
  url: '/settings',
  summary: 'Get Store Settings',
  single: true,
  reply: Success(SettingsReply),
  async handle(reader) {
    return success(await getSettings(reader))
  },
})

const updateSome = write({
  method: 'PUT',
  url: '/settings',
  summary: 'Update Store Settings',
  body: Type.Partial(SettingsReply),
  reply: Success(SettingsReply),
  async handle(writer, { body }) {
    return success(await updateSettings(writer, body))
  },
})

export const settings: Operation[] = [getAll, updateSome]
