import { compiled } from '../db/compiled.ts'
import { changed } from './changes.ts'
import { getCompany } from './companies.ts'
import { refuse } from './errors.ts'
import { record } from './outbox.ts'
import type { Reader, Writer } from './scope.ts'
import { lockStore } from './stores.ts'

/** A company may stand in the fifth layer at the deepest. */
const MOST_LAYERS = 5
/** The companies of one hierarchy, its root counted. */
const MOST_COMPANIES = 500

export interface HierarchyNode {
  companyId: number
  name: string
  /** 0 pending, 1 approved, 2 rejected, 3 inactive. */
  status: number
  subsidiaries: HierarchyNode[]
}

interface TreeRow {
  id: number
  parent_id: number | null
  name: string
  status: number
  /** 1 for the company that the tree begins with. */
  layer: number
}

/**
 * The whole hierarchy that a company stands in, from its root.
 *
 * @throws company_not_found
 */
export async function getHierarchy(reader: Reader, companyId: number): Promise<HierarchyNode> {
  const line = await listAncestors(reader, companyId)
  return getSubtree(reader, line.at(-1) ?? companyId)
}

/**
 * A company with all that stands below it.
 *
 * @throws company_not_found
 */
export async function getSubtree(reader: Reader, companyId: number): Promise<HierarchyNode> {
  const nodes = new Map<number, HierarchyNode>()
  for (const { id, parent_id, name, status } of await listTree(reader, companyId)) {
    const node = { companyId: id, name, status, subsidiaries: [] }
    nodes.set(id, node)
    if (id !== companyId && parent_id !== null) nodes.get(parent_id)?.subsidiaries.push(node)
  }
  return nodes.get(companyId) ?? refuse({ code: 'company_not_found', companyId })
}

/**
 * Puts a company, with all that stands below it, under a parent. Having that parent already changes nothing.
 *
 * @throws company_not_found, hierarchy_loop, hierarchy_too_deep, hierarchy_too_large
 */
export async function setParent(writer: Writer, companyId: number, parentId: number): Promise<void> {
  // Locked, because the rules are about whole trees, of which others may move parts.
  await lockStore(writer)
  const company = await getCompany(writer, companyId)
  await getCompany(writer, parentId)
  if (company.parent_id === parentId) return
  const line = await listAncestors(writer, parentId)
  if (parentId === companyId || line.includes(companyId))
    refuse({ code: 'hierarchy_loop', companyId, parentId })
  const moving = await listTree(writer, companyId)
  const height = Math.max(...moving.map(({ layer }) => layer))
  if (line.length + 1 + height > MOST_LAYERS) refuse({ code: 'hierarchy_too_deep', companyId, parentId })
  const root = line.at(-1) ?? parentId
  const joining = (await listTree(writer, root)).filter(({ id }) => !moving.some((node) => node.id === id))
  if (joining.length + moving.length > MOST_COMPANIES)
    refuse({ code: 'hierarchy_too_large', companyId, parentId })
  await writeParent(writer, companyId, parentId)
  const change = changed({ parentId: company.parent_id }, { parentId })
  await record(writer, 'company.parent_changed', { companyId, parentId }, change)
}

/**
 * Makes a subsidiary the root of a hierarchy of its own, with all that stands below it.
 *
 * @throws company_not_found, not_a_subsidiary when the child's parent is another company or none
 */
export async function removeSubsidiary(writer: Writer, companyId: number, childId: number): Promise<void> {
  await lockStore(writer)
  await getCompany(writer, companyId)
  const child = await getCompany(writer, childId)
  if (child.parent_id !== companyId) refuse({ code: 'not_a_subsidiary', companyId, childId })
  await writeParent(writer, childId, null)
  const change = changed({ parentId: companyId }, { parentId: null })
  await record(writer, 'company.parent_changed', { companyId: childId, parentId: null }, change)
}

async function writeParent(
  { db, storeId, now }: Writer,
  companyId: number,
  parentId: number | null,
): Promise<void> {
  await db
    .updateTable('company')
    .set({ parent_id: parentId, updated_at: now })
    .where('store_id', '=', storeId)
    .where('id', '=', companyId)
    .execute()
}

// Each step joins by the store too: otherwise SQLite reads every company of the store.
const lineOf = compiled<{ storeId: number; companyId: number }>()((db, { storeId, companyId }) =>
  db
    .withRecursive('line(store_id, id, parent_id, step)', (line) =>
      line
        .selectFrom('company')
        .select(['company.store_id', 'company.id', 'company.parent_id'])
        .select((expression) => expression.lit(0).as('step'))
        .where('company.store_id', '=', storeId)
        .where('company.id', '=', companyId)
        .unionAll(
          line
            .selectFrom('line')
            .innerJoin('company', (join) =>
              join.onRef('company.store_id', '=', 'line.store_id').onRef('company.id', '=', 'line.parent_id'),
            )
            .select(['company.store_id', 'company.id', 'company.parent_id'])
            .select((expression) => expression('line.step', '+', 1).as('step')),
        ),
    )
    .selectFrom('line')
    .select('line.id')
    .where('line.step', '>', 0)
    .orderBy('line.step'),
)

/** The parent of a company, its parent, and so on to the root. */
export async function listAncestors({ db, storeId }: Reader, companyId: number): Promise<number[]> {
  const rows = await lineOf.all(db, { storeId, companyId })
  return rows.map(({ id }) => id)
}

const treeOf = compiled<{ storeId: number; companyId: number }>()((db, { storeId, companyId }) =>
  db
    .withRecursive('tree(store_id, id, parent_id, name, status, layer)', (tree) =>
      tree
        .selectFrom('company')
        .select(['company.store_id', 'company.id', 'company.parent_id', 'company.name', 'company.status'])
        .select((expression) => expression.lit(1).as('layer'))
        .where('company.store_id', '=', storeId)
        .where('company.id', '=', companyId)
        .unionAll(
          tree
            .selectFrom('tree')
            .innerJoin('company', (join) =>
              join.onRef('company.store_id', '=', 'tree.store_id').onRef('company.parent_id', '=', 'tree.id'),
            )
            .select(['company.store_id', 'company.id', 'company.parent_id', 'company.name', 'company.status'])
            .select((expression) => expression('tree.layer', '+', 1).as('layer')),
        ),
    )
    .selectFrom('tree')
    .select(['tree.id', 'tree.parent_id', 'tree.name', 'tree.status', 'tree.layer'])
    .orderBy('tree.layer')
    .orderBy('tree.id'),
)

/** A company and all below it in one query, parents before children. */
async function listTree({ db, storeId }: Reader, companyId: number): Promise<TreeRow[]> {
  return treeOf.all(db, { storeId, companyId })
}
