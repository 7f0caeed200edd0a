import { compiled } from '../db/compiled.ts'
import type { Db, UnixSeconds } from '../db/schema.ts'
import { created, deleted } from './changes.ts'
import { assertCompanies } from './companies.ts'
import { refuse } from './errors.ts'
import { type Occurrence, recordEach } from './outbox.ts'
import type { Writer } from './scope.ts'

export interface AssignmentChange {
  companyId: number
  /** True gives the company to this person, false takes it away; asking for what already is changes nothing. */
  assigned: boolean
}

/**
 * Changes which companies a sales person looks after, all or none. Companies that are not named stay as they are; of
 * one that is named twice the last change stands.
 *
 * @throws sales_staff_not_found, company_not_found
 */
export async function changeAssignments(
  writer: Writer,
  salesStaffId: number,
  changes: readonly AssignmentChange[],
): Promise<void> {
  const wanted = new Map(changes.map(({ companyId, assigned }) => [companyId, assigned]))
  const companyIds = [...wanted.keys()]
  const toAssign = companyIds.filter((id) => wanted.get(id))
  const toUnassign = companyIds.filter((id) => !wanted.get(id))
  // Sent together, and run in this order.
  const [, begun, ended] = await Promise.all([
    lockSalesStaff(writer, salesStaffId),
    assign(writer, salesStaffId, toAssign),
    unassign(writer, salesStaffId, toUnassign),
  ])
  // A company whose assignment changed is there; only the others have to be looked for.
  const changed = new Set([...begun, ...ended.map(({ companyId }) => companyId)])
  await assertCompanies(
    writer,
    companyIds.filter((id) => !changed.has(id)),
  )
  if (changed.size === 0) return
  await Promise.all([
    touch(writer, salesStaffId),
    recordEach(writer, 'sales_staff.assigned', toBegun(writer, salesStaffId, begun)),
    recordEach(writer, 'sales_staff.unassigned', ended.map(toEnded)),
  ])
}

/**
 * Moves companies that one sales person looks after to another: those that are named, or all of them. A company that
 * the other has already stays theirs. Answers the companies that were moved.
 *
 * @throws sales_staff_not_found, company_not_assigned
 */
export async function handOver(
  writer: Writer,
  fromId: number,
  toId: number,
  companyIds?: readonly number[],
): Promise<number[]> {
  // In one order, so that two who hand over to each other cannot wait for each other.
  for (const salesStaffId of [fromId, toId].toSorted((a, b) => a - b))
    await lockSalesStaff(writer, salesStaffId)
  const book = await listBook(writer, fromId)
  const missing = companyIds?.find((companyId) => !book.includes(companyId))
  if (missing !== undefined)
    refuse({ code: 'company_not_assigned', companyId: missing, salesStaffId: fromId })
  const moving = book.filter((companyId) => companyIds?.includes(companyId) ?? true)
  if (moving.length === 0 || fromId === toId) return []
  const ended = await unassign(writer, fromId, moving)
  const begun = await assign(writer, toId, moving)
  await touch(writer, fromId)
  await touch(writer, toId)
  await recordEach(writer, 'sales_staff.unassigned', ended.map(toEnded))
  await recordEach(writer, 'sales_staff.assigned', toBegun(writer, toId, begun))
  return moving
}

/** Ends all that these people look after. Safe only while their rows are locked. */
export async function endAssignmentsOf(writer: Writer, salesStaffIds: readonly number[]): Promise<void> {
  if (salesStaffIds.length === 0) return
  const ended = await writer.db
    .deleteFrom('sales_staff_company')
    .where('store_id', '=', writer.storeId)
    .where('sales_staff_id', 'in', salesStaffIds)
    .returning(endedColumns)
    .execute()
  await recordEach(writer, 'sales_staff.unassigned', ended.toSorted(byIds).map(toEnded))
}

/** An assignment that is no more. */
interface Ended {
  salesStaffId: number
  companyId: number
  assignedAt: UnixSeconds
}

const endedColumns = [
  'sales_staff_id as salesStaffId',
  'company_id as companyId',
  'assigned_at as assignedAt',
] as const

function toEnded({ assignedAt, ...payload }: Ended): Occurrence<'sales_staff.unassigned'> {
  return { payload, change: deleted({ assignedAt }) }
}

function toBegun(
  { now }: Writer,
  salesStaffId: number,
  companyIds: readonly number[],
): Occurrence<'sales_staff.assigned'>[] {
  const change = created({ assignedAt: now })
  return companyIds.map((companyId) => ({ payload: { salesStaffId, companyId }, change }))
}

/** An engine returns rows in any order; events have one. */
function byIds(a: Ended, b: Ended): number {
  return a.salesStaffId - b.salesStaffId || a.companyId - b.companyId
}

/** The companies that a sales person looks after, in the order of their ids. */
async function listBook({ db, storeId }: Writer, salesStaffId: number): Promise<number[]> {
  const rows = await db
    .selectFrom('sales_staff_company')
    .select('company_id')
    .where('store_id', '=', storeId)
    .where('sales_staff_id', '=', salesStaffId)
    .execute()
  return inOrder(rows)
}

type Person = { storeId: number; salesStaffId: number }

const lock = compiled<Person>()((db, person) =>
  salesPerson(db, person).set((expression) => ({ name: expression.ref('name') })),
)

/**
 * Makes the others that want to change or retire this person wait until this transaction ends, so that each of them
 * sees either all of it or none.
 */
async function lockSalesStaff({ db, storeId }: Writer, salesStaffId: number): Promise<void> {
  const locked = await lock.first(db, { storeId, salesStaffId })
  if (!locked) refuse({ code: 'sales_staff_not_found', salesStaffId })
}

/** An update of somebody, unless they are not sales staff. */
function salesPerson(db: Db, { storeId, salesStaffId }: Person) {
  return db
    .updateTable('system_user')
    .where('store_id', '=', storeId)
    .where('id', '=', salesStaffId)
    .where('is_selling', '=', ({ lit }) => lit(1))
    .returning('id')
}

const begin = compiled<Person & { now: UnixSeconds; companyIds: readonly number[] }>()(
  (db, { storeId, salesStaffId, now, companyIds }) =>
    db
      .insertInto('sales_staff_company')
      .columns(['store_id', 'sales_staff_id', 'company_id', 'assigned_at'])
      // From the companies themselves: a row of values would carry four parameters, and engines limit those.
      .expression((expression) =>
        expression
          .selectFrom('system_user')
          .innerJoin('company', 'company.store_id', 'system_user.store_id')
          .select(['system_user.store_id', 'system_user.id as sales_staff_id', 'company.id'])
          .select(({ val }) => val(now).as('assigned_at'))
          .where('system_user.store_id', '=', storeId)
          .where('system_user.id', '=', salesStaffId)
          .where('company.id', 'in', companyIds),
      )
      .onConflict((conflict) => conflict.doNothing())
      .returning('company_id'),
)

/** Answers the companies whose assignment is new. One that does not exist is passed over. */
async function assign(
  { db, storeId, now }: Writer,
  salesStaffId: number,
  companyIds: readonly number[],
): Promise<number[]> {
  if (companyIds.length === 0) return []
  return inOrder(await begin.all(db, { storeId, salesStaffId, now, companyIds }))
}

const end = compiled<Person & { companyIds: readonly number[] }>()(
  (db, { storeId, salesStaffId, companyIds }) =>
    db
      .deleteFrom('sales_staff_company')
      .where('store_id', '=', storeId)
      .where('sales_staff_id', '=', salesStaffId)
      .where('company_id', 'in', companyIds)
      .returning(endedColumns),
)

/** Answers the assignments that there were to end. */
async function unassign(
  { db, storeId }: Writer,
  salesStaffId: number,
  companyIds: readonly number[],
): Promise<Ended[]> {
  if (companyIds.length === 0) return []
  const rows = await end.all(db, { storeId, salesStaffId, companyIds })
  return rows.toSorted(byIds)
}

/** An engine returns rows in any order; events have one. */
function inOrder(rows: { company_id: number }[]): number[] {
  return rows.map((row) => row.company_id).toSorted((a, b) => a - b)
}

const update = compiled<Person & { now: UnixSeconds }>()((db, { now, ...person }) =>
  salesPerson(db, person).set({ updated_at: now }),
)

/** Looks once more: the role may have been unmarked while the lock was waited for. */
async function touch({ db, storeId, now }: Writer, salesStaffId: number): Promise<void> {
  const touched = await update.first(db, { storeId, salesStaffId, now })
  if (!touched) refuse({ code: 'sales_staff_not_found', salesStaffId })
}
