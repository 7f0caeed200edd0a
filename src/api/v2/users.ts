import { Type } from 'typebox'
import { addPerson, updatePerson } from '../../domain/people.ts'
import { userRoles as allUserRoles } from '../../domain/roles.ts'
import { getCompanyUser, listCompanyUsers } from '../../domain/user-records.ts'
import { deleteUserKeepingAdmin } from '../../domain/users.ts'
import { Id, paging, Switch, toPage } from '../fields.ts'
import { type Operation, write } from '../operation.ts'
import { read } from '../read.ts'
import { List, list, Success, success } from './envelope.ts'
import { NewUser, toChanges, toNewPerson, UserByEmail, UserChanges, welcome } from './user-bodies.ts'
import { DetailedUser, ListedUser, SUPER_ADMIN, toDetailedUser, toListedUser } from './user-records.ts'
import { bulkCreate } from './users-bulk.ts'

const MOST = 250

const url = '/companies/:companyId/users'
const CompanyParams = Type.Object({ companyId: Id })
const CustomerParams = Type.Object({ companyId: Id, customerId: Id })
const Ids = Success(Type.Object({ customerId: Type.String(), userId: Type.String() }))

const listAll = read({
  method: 'GET',
  url,
  summary: 'Get All Users in a Company',
  params: CompanyParams,
  query: Type.Object({
    ...paging,
    'role[]': Type.Optional(Type.Array(Type.Integer({ minimum: 0, maximum: SUPER_ADMIN }))),
    isIncludeExtraFields: Type.Optional(Switch),
  }),
  reply: List(ListedUser),
  async handle(reader, { params, query }) {
    const page = toPage(query, MOST)
    const roles = query['role[]']
    const extraFields = query.isIncludeExtraFields === '1'
    const filter = {
      userRoles: roles && Object.values(allUserRoles).filter((role) => roles.includes(role)),
      superAdmins: roles?.includes(SUPER_ADMIN) ?? false,
      extraFields,
    }
    const { rows, total } = await listCompanyUsers(reader, params.companyId, filter, page)
    return list(rows.map(extraFields ? toDetailedUser : toListedUser), total, page)
  },
})

const getOne = read({
  method: 'GET',
  url: `${url}/:customerId`,
  summary: 'Get a Company User by Customer ID',
  params: CustomerParams,
  reply: Success(DetailedUser),
  async handle(reader, { params: { companyId, customerId } }) {
    const user = await getCompanyUser(reader, companyId, { customerId })
    return success(toDetailedUser(user), 'SUCCESS')
  },
})

const createOne = write({
  method: 'POST',
  url,
  summary: 'Create a Company User',
  params: CompanyParams,
  body: Type.Object({ ...NewUser.properties, ...welcome }),
  reply: Ids,
  async handle(writer, { params, body }) {
    const person = await addPerson(writer, params.companyId, toNewPerson(body))
    return success({ customerId: String(person.customer_id), userId: String(person.id) }, 'Success')
  },
})

const updateByEmail = write({
  method: 'PUT',
  url,
  summary: 'Update a Company User by Email',
  params: CompanyParams,
  body: UserByEmail,
  reply: Ids,
  async handle(writer, { params, body: { email, ...body } }) {
    const changed = await updatePerson(writer, params.companyId, { email }, toChanges(body))
    return success({ customerId: String(changed.customerId), userId: String(changed.userId) }, 'Success')
  },
})

const updateById = write({
  method: 'PUT',
  url: '/companies/:companyId/user/:userId',
  summary: 'Update a Company User by ID',
  params: Type.Object({ companyId: Id, userId: Id }),
  body: UserChanges,
  reply: Success(Type.Object({ customerId: Type.Integer(), userId: Type.Integer() })),
  async handle(writer, { params: { companyId, userId }, body: { email, ...body } }) {
    const changes = { ...toChanges(body), email }
    const { customerId } = await updatePerson(writer, companyId, { userId }, changes)
    return success({ customerId, userId }, 'Success')
  },
})

const deleteOne = write({
  method: 'DELETE',
  url: `${url}/:customerId`,
  summary: 'Delete a Company User by Customer ID',
  params: CustomerParams,
  reply: Success(Type.Object({ customerId: Type.Integer() })),
  async handle(writer, { params: { companyId, customerId } }) {
    await deleteUserKeepingAdmin(writer, companyId, { customerId })
    return success({ customerId }, 'Success')
  },
})

export const users: Operation[] = [
  listAll,
  getOne,
  createOne,
  bulkCreate,
  updateByEmail,
  updateById,
  deleteOne,
]
