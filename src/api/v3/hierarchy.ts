import { type TSchema, Type } from 'typebox'
import type { Refusal } from '../../domain/errors.ts'
import {
  getHierarchy,
  getSubtree,
  type HierarchyNode,
  removeSubsidiary,
  setParent,
} from '../../domain/hierarchy.ts'
import type { Answer, Words } from '../failure.ts'
import { Id, paging, toPage } from '../fields.ts'
import { fieldOf, type Issue } from '../invalid.ts'
import { type Operation, write } from '../operation.ts'
import { read } from '../read.ts'
import { sentence } from '../sentences.ts'
import { ListMeta } from './envelope.ts'

const MOST = 250

/** As deep as a hierarchy gets, a company with its subsidiaries below it. */
const Node = layers(5)

const own = {
  quota: 'hierarchy' as const,
  words: { refused, invalid } satisfies Partial<Words>,
  refusal: Type.Object({
    status: Type.Integer(),
    title: Type.String(),
    errors: Type.Record(Type.String(), Type.String()),
  }),
}

/** As a list of V3, but without `code`. */
const Tree = Type.Object({ data: Type.Array(Node), meta: ListMeta })

const listSubsidiaries = read({
  method: 'GET',
  url: '/companies/:companyId/subsidiaries',
  summary: 'Get Company Subsidiaries',
  params: Type.Object({ companyId: Id }),
  query: Type.Object(paging),
  reply: Tree,
  ...own,
  async handle(reader, { params, query }) {
    const { subsidiaries } = await getSubtree(reader, params.companyId)
    return pageOf(subsidiaries, query)
  },
})

const getWhole = read({
  method: 'GET',
  url: '/companies/:companyId/hierarchy',
  summary: 'Get Company Hierarchy',
  params: Type.Object({ companyId: Id }),
  query: Type.Object(paging),
  reply: Tree,
  ...own,
  async handle(reader, { params, query }) {
    return pageOf([await getHierarchy(reader, params.companyId)], query)
  },
})

const attach = write({
  method: 'POST',
  url: '/companies/:companyId/parent',
  summary: 'Attach a Parent Company',
  params: Type.Object({ companyId: Id }),
  body: Type.Object({ parentCompanyId: Id }),
  status: 201,
  reply: Type.Object({ data: Type.Array(Type.Unknown()), meta: Type.Object({ message: Type.String() }) }),
  ...own,
  async handle(writer, { params, body }) {
    await setParent(writer, params.companyId, body.parentCompanyId)
    return { data: [], meta: { message: 'SUCCESS' } }
  },
})

const detach = write({
  method: 'DELETE',
  url: '/companies/:companyId/subsidiaries/:childCompanyId',
  summary: 'Delete a Subsidiary',
  params: Type.Object({ companyId: Id, childCompanyId: Id }),
  status: 204,
  reply: Type.Null(),
  ...own,
  async handle(writer, { params }) {
    await removeSubsidiary(writer, params.companyId, params.childCompanyId)
    return null
  },
})

export const hierarchy: Operation[] = [listSubsidiaries, getWhole, attach, detach]

function layers(more: number): TSchema {
  const company = { companyId: Type.Integer(), companyName: Type.String(), companyStatus: Type.Integer() }
  return Type.Object({ ...company, subsidiaries: Type.Array(more === 1 ? Type.Unknown() : layers(more - 1)) })
}

function pageOf(nodes: readonly HierarchyNode[], query: { limit: number; offset: number }) {
  const { limit, offset } = toPage(query, MOST)
  const data = nodes.slice(offset, offset + limit).map(toReply)
  return { data, meta: { message: 'SUCCESS', pagination: { totalCount: nodes.length, limit, offset } } }
}

function toReply({ companyId, name, status, subsidiaries }: HierarchyNode): object {
  return { companyId, companyName: name, companyStatus: status, subsidiaries: subsidiaries.map(toReply) }
}

/** The hierarchy refuses in an envelope of its own. */
function refusal(status: number, title: string, text: string): Answer {
  return { status, body: { status, title, errors: { 1: text } } }
}

function invalid([issue]: readonly Issue[]): Answer {
  const text = issue ? `${fieldOf(issue) ?? 'body'}: ${sentence(issue)}` : 'The request is not valid.'
  return refusal(400, 'Parameter Error.', text)
}

function refused(refused: Refusal): Answer {
  switch (refused.code) {
    case 'company_not_found':
      return refusal(404, 'Not Found.', 'The company does not exist.')
    case 'hierarchy_too_deep':
      return refusal(400, 'Parameter Error.', 'The parent company has reached the maximum layer.')
    case 'hierarchy_too_large':
      return refusal(400, 'Parameter Error.', 'The hierarchy has reached the maximum number of companies.')
    case 'hierarchy_loop':
      return refusal(
        400,
        'Parameter Error.',
        'The parent company is the company itself or one of its subsidiaries.',
      )
    case 'not_a_subsidiary':
      return refusal(400, 'Parameter Error.', 'The company is not a subsidiary of this company.')
    default:
      return refusal(400, 'Parameter Error.', refused.code)
  }
}
