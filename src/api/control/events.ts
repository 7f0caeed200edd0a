import { Type } from 'typebox'
import { listEvents } from '../../domain/events.ts'
import { Id, Seconds, Text } from '../fields.ts'
import { inputOf, type Operation } from '../operation.ts'
import { cursor, List, list, Nullable } from './envelope.ts'

const Fields = Nullable(Type.Record(Type.String(), Type.Unknown()))

const EventReply = Type.Object({
  id: Type.Integer(),
  type: Type.String(),
  createdAt: Type.Integer(),
  actor: Type.String(),
  onBehalfOf: Nullable(Type.String()),
  requestId: Nullable(Type.String()),
  subject: Type.Record(Type.String(), Type.Unknown()),
  before: Fields,
  after: Fields,
})

const query = Type.Object({
  ...cursor,
  type: Type.Optional(Text),
  companyId: Type.Optional(Id),
  userId: Type.Optional(Id),
  superAdminId: Type.Optional(Id),
  salesStaffId: Type.Optional(Id),
  actor: Type.Optional(Text),
  from: Type.Optional(Seconds),
  to: Type.Optional(Seconds),
})

/** Not made by `read`, which keeps answers: this one also depends on the transactions under way. */
const listAll: Operation = {
  method: 'GET',
  url: '/events',
  summary: 'List Events',
  query,
  reply: List(EventReply),
  access: 'read',
  async run(context, storeId, request) {
    const { query: asked } = inputOf<typeof none, typeof query, typeof none, typeof none>(context, request)
    const reader = { db: context.database.db, storeId, now: context.now() }
    const settled = await context.database.settledEvents()
    return list(await listEvents(reader, asked, asked, settled), asked.limit)
  },
}

const none = Type.Object({})

export const events: Operation[] = [listAll]
