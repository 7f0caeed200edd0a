import { Type } from 'typebox'
import type { NewAccount } from '../../domain/accounts.ts'
import {
  createSuperAdmin,
  createSuperAdmins,
  getSuperAdmin,
  listSuperAdmins,
  listSuperAdminsOfCompany,
  type SuperAdminRecord,
  updateSuperAdmin,
} from '../../domain/super-admins.ts'
import { ChannelList, toChannelList } from '../channel-list.ts'
import { Email, ExtraFields, Id, Name, paging, Seconds, Switch, Text, toPage } from '../fields.ts'
import { type Operation, write } from '../operation.ts'
import { read } from '../read.ts'
import { MOST_AT_ONCE } from './bulk.ts'
import { List, list, Success, success } from './envelope.ts'
import { OrderBy, toOrder } from './order.ts'
import { bulkWords, superAdminWords as words } from './super-admin-words.ts'

const MOST = 200

const SuperAdminParams = Type.Object({ superAdminId: Id })

const changeable = {
  phone: Type.Optional(Text),
  uuid: Type.Optional(Text),
  channelIds: Type.Optional(Type.Array(Id)),
}

const required = { firstName: Name, lastName: Name, email: Email }
const creatable = { ...required, ...changeable, originChannelId: Type.Optional(Id) }

const common = {
  id: Type.Integer(),
  firstName: Type.String(),
  lastName: Type.String(),
  phone: Type.String(),
  uuid: Type.String(),
  email: Type.String(),
  createdAt: Type.Integer(),
  updatedAt: Type.Integer(),
  channelList: ChannelList,
}
const Listed = Type.Object({ ...common, extraFields: Type.Optional(ExtraFields) })
const ListedWithCount = Type.Object({ ...Listed.properties, companyCount: Type.Integer() })
const Full = Type.Object({ ...common, customerId: Type.Integer(), extraFields: ExtraFields })

const createOne = write({
  method: 'POST',
  url: '/super-admins',
  summary: 'Create a Super Admin',
  body: Type.Object({ ...creatable, extraFields: Type.Optional(ExtraFields) }),
  reply: Success(Type.Object({ userId: Type.Integer(), customerId: Type.Integer() })),
  words,
  async handle(writer, { body }) {
    const input = { ...toNewAccount(body), extraFields: body.extraFields }
    const { id, customer_id } = await createSuperAdmin(writer, input)
    return success({ userId: id, customerId: customer_id }, 'Success')
  },
})

const createMany = write({
  method: 'POST',
  url: '/super-admins/bulk',
  summary: 'Bulk Create Super Admins',
  body: Type.Array(Type.Object(creatable), { maxItems: MOST_AT_ONCE }),
  reply: Success(Type.Object({ superAdminIds: Type.Array(Type.Integer()) })),
  words: bulkWords,
  async handle(writer, { body }) {
    return success({ superAdminIds: await createSuperAdmins(writer, body.map(toNewAccount)) }, 'Success')
  },
})

const listAll = read({
  method: 'GET',
  url: '/companies/super-admins',
  summary: 'Get Super Admins',
  query: Type.Object({
    ...paging,
    orderBy: OrderBy,
    q: Type.Optional(Text),
    uuid: Type.Optional(Text),
    minCreated: Type.Optional(Seconds),
    maxCreated: Type.Optional(Seconds),
    minModified: Type.Optional(Seconds),
    maxModified: Type.Optional(Seconds),
    isIncludeExtraFields: Type.Optional(Switch),
  }),
  reply: List(ListedWithCount),
  words,
  async handle(reader, { query }) {
    const page = toPage(query, MOST)
    const order = toOrder(query.orderBy)
    const extraFields = query.isIncludeExtraFields === '1'
    const { rows, total } = await listSuperAdmins(reader, { ...query, order, extraFields }, page)
    const items = rows.map((row) => ({ ...toListed(row, extraFields), companyCount: row.company_count }))
    return list(items, total, page, 'Success')
  },
})

const listOfCompany = read({
  method: 'GET',
  url: '/companies/:companyId/super-admins',
  summary: "Get a Company's Super Admins",
  params: Type.Object({ companyId: Id }),
  query: Type.Object({
    ...paging,
    q: Type.Optional(Text),
    isIncludeExtraFields: Type.Optional(Switch),
  }),
  reply: List(Listed),
  words,
  async handle(reader, { params, query }) {
    const page = toPage(query, MOST)
    const extraFields = query.isIncludeExtraFields === '1'
    const filter = { q: query.q, extraFields }
    const { rows, total } = await listSuperAdminsOfCompany(reader, params.companyId, filter, page)
    const items = rows.map((row) => toListed(row, extraFields))
    return list(items, total, page, 'Success')
  },
})

const getOne = read({
  method: 'GET',
  url: '/super-admins/info/:superAdminId',
  summary: 'Get Details for a Super Admin',
  params: SuperAdminParams,
  reply: Success(Full),
  words,
  async handle(reader, { params }) {
    return success(toFull(await getSuperAdmin(reader, params.superAdminId)), 'Success')
  },
})

const updateOne = write({
  method: 'PUT',
  url: '/super-admins/info/:superAdminId',
  summary: 'Update a Super Admin',
  params: SuperAdminParams,
  body: Type.Object({
    firstName: Type.Optional(Name),
    lastName: Type.Optional(Name),
    ...changeable,
    extraFields: Type.Optional(ExtraFields),
  }),
  reply: Success(Full),
  words,
  async handle(writer, { params, body }) {
    // One by one, because the body may carry an email, which is not changed here.
    const { firstName, lastName, phone, uuid, channelIds, extraFields } = body
    const changes = { firstName, lastName, phone, uuid, channelIds, extraFields }
    return success(toFull(await updateSuperAdmin(writer, params.superAdminId, changes)), 'Success')
  },
})

export const superAdmins: Operation[] = [createOne, createMany, listAll, listOfCompany, getOne, updateOne]

/** Without extra fields, which entries of a bulk do not take. */
function toNewAccount(body: Omit<NewAccount, 'extraFields'>): NewAccount {
  const { firstName, lastName, email, phone, uuid, originChannelId, channelIds } = body
  return { firstName, lastName, email, phone, uuid, originChannelId, channelIds }
}

function toCommon(row: SuperAdminRecord) {
  return {
    id: row.id,
    firstName: row.first_name,
    lastName: row.last_name,
    phone: row.phone,
    uuid: row.uuid,
    email: row.email,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    channelList: toChannelList(row.channels),
  }
}

function toListed(row: SuperAdminRecord, extraFields: boolean) {
  return { ...toCommon(row), ...(extraFields && { extraFields: row.extraFields }) }
}

function toFull(row: SuperAdminRecord) {
  return { ...toCommon(row), customerId: row.customer_id, extraFields: row.extraFields }
}
