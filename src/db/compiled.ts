import type { Compilable, CompiledQuery, InferResult } from 'kysely'
import type { Db } from './schema.ts'

/** Stands in the built query where a value of each call goes. */
class Slot {
  readonly name: PropertyKey

  constructor(name: PropertyKey) {
    this.name = name
  }
}

interface CompiledFor<V, R> {
  all(db: Db, values: V): Promise<R[]>
  first(db: Db, values: V): Promise<R | undefined>
}

/**
 * A query for a hot path: its text is built once for each engine, then runs with other values each time.
 * Building one costs more than SQLite needs to answer it.
 *
 *     const byId = compiled<{ id: number }>()((db, value) => db.selectFrom('role').selectAll().where('id', '=', value('id')))
 *     await byId.first(db, { id: 7 })
 */
export function compiled<V extends object>() {
  return <Q extends Compilable>(
    build: (db: Db, value: <K extends keyof V>(name: K) => V[K]) => Q,
  ): CompiledFor<V, InferResult<Q> extends (infer R)[] ? R : never> => {
    type Row = InferResult<Q> extends (infer R)[] ? R : never
    const built = new WeakMap<object, CompiledQuery<Row>>()

    async function all(db: Db, values: V): Promise<Row[]> {
      const { adapter } = db.getExecutor()
      let query = built.get(adapter)
      if (!query) {
        query = build(db, slot).compile() as CompiledQuery<Row>
        built.set(adapter, query)
      }
      const parameters = query.parameters.map((part) =>
        part instanceof Slot ? values[part.name as keyof V] : part,
      )
      return (await db.executeQuery<Row>({ ...query, parameters })).rows
    }

    return { all, first: async (db, values) => (await all(db, values))[0] }
  }
}

/** Safe because the query is only compiled: a slot never reaches a database, the value of a call does. */
function slot<T>(name: PropertyKey): T {
  return new Slot(name) as T
}
