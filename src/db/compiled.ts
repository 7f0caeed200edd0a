import type { Compilable, CompiledQuery } from 'kysely'
import type { Db } from './schema.ts'

export interface CompiledFor<V, R> {
  all(db: Db, values: V): Promise<R[]>
  first(db: Db, values: V): Promise<R | undefined>
  /** For a query that always answers a row. */
  only(db: Db, values: V): Promise<R>
  /**
   * For a query whose answer nobody needs. In a transaction on PostgreSQL it is sent together with the next one, or with
   * the commit; if it fails, the transaction does.
   */
  later(db: Db, values: V): Promise<void>
}

/** An adapter that runs queries itself: Kysely would take a connection, or a lock, for each. */
interface Direct {
  rows<R>(query: Query): R[] | Promise<R[]>
  /** Absent where it makes no difference. */
  later?(query: Query): void
}

type Query = Pick<CompiledQuery, 'sql' | 'parameters'>

const MOST_SHAPES = 200

/** A placeholder in the built query for a value of each call. */
class Slot {
  readonly path: readonly string[]

  constructor(path: readonly string[]) {
    this.path = path
  }
}

/**
 * A query for a hot path: its SQL is built once for each engine and shape of values, and then runs with other values.
 * Building it takes longer than SQLite needs to answer it.
 *
 *     const byId = compiled<{ id: number }>()((db, { id }) => db.selectFrom('role').selectAll().where('id', '=', id))
 *     await byId.first(db, { id: 7 })
 *
 * `build` must not depend on numbers and texts, which differ with each call, except those named as `fixed`. It may depend
 * on what makes the shape: what is absent, null, true or false, and how long a list is.
 */
export function compiled<V extends object>(...fixed: (keyof V & string)[]) {
  return <R>(build: (db: Db, values: V) => Compilable<R>): CompiledFor<V, R> => {
    // By the class of the adapter, which is that of the engine.
    const built = new WeakMap<object, Map<string, CompiledQuery<R>>>()

    function queryFor(db: Db, values: V): CompiledQuery<R> {
      const { adapter } = db.getExecutor()
      let queries = built.get(adapter.constructor)
      if (!queries) {
        queries = new Map()
        built.set(adapter.constructor, queries)
      }
      const shape = shapeOf(values, fixed)
      let query = queries.get(shape)
      if (!query) {
        // Lists may have any length, and each is a shape: do not keep all of them.
        if (queries.size === MOST_SHAPES) queries.clear()
        query = build(db, slotsFor(values, [], fixed)).compile()
        queries.set(shape, query)
      }
      return query
    }

    function filled(db: Db, values: V): CompiledQuery<R> {
      const query = queryFor(db, values)
      const parameters = query.parameters.map((part) => (part instanceof Slot ? valueAt(values, part) : part))
      return { ...query, parameters }
    }

    async function all(db: Db, values: V): Promise<R[]> {
      const query = filled(db, values)
      const direct = directTo(db)
      return direct ? direct.rows<R>(query) : (await db.executeQuery(query)).rows
    }

    async function later(db: Db, values: V): Promise<void> {
      const direct = directTo(db)
      if (direct?.later) direct.later(filled(db, values))
      else await all(db, values)
    }

    async function only(db: Db, values: V): Promise<R> {
      const [row] = await all(db, values)
      if (!row) throw new Error('The query answers no row.')
      return row
    }

    return { all, first: async (db, values) => (await all(db, values))[0], only, later }
  }
}

function directTo(db: Db): Direct | undefined {
  const { adapter, plugins } = db.getExecutor()
  return isDirect(adapter) && plugins.length === 0 ? adapter : undefined
}

function isDirect(adapter: object): adapter is Direct {
  return 'rows' in adapter
}

/** Calls whose values have the same shape share the SQL. */
function shapeOf(values: object, fixed: readonly string[]): string {
  let shape = ''
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue
    if (typeof value === 'object' && value !== null)
      shape += `${name}(${value.length ?? ''}${shapeOf(value, [])})`
    else if (typeof value === 'boolean' || value === null || fixed.includes(name))
      shape += `${name}=${value},`
    else shape += `${name},`
  }
  return shape
}

/** Safe because the query is only compiled: each slot is replaced by a value before it runs. */
function slotsFor<T>(values: T, path: readonly string[], fixed: readonly string[]): T {
  if (typeof values === 'object' && values !== null) {
    const slots = Object.entries(values).map(([name, value]) => [
      name,
      fixed.includes(name) ? value : slotsFor(value, [...path, name], []),
    ])
    return (Array.isArray(values) ? slots.map(([, slot]) => slot) : Object.fromEntries(slots)) as T
  }
  return typeof values === 'number' || typeof values === 'string' ? (new Slot(path) as T) : values
}

function valueAt(values: object, { path }: Slot): unknown {
  let value: unknown = values
  for (const name of path) value = (value as Record<string, unknown>)[name]
  return value
}
