import type { Startup } from './startup.ts'
import { amount, table } from './table.ts'

interface Startups {
  first: Startup
  demo: Startup
  large: Startup
}

export function startupTable({ first, demo, large }: Startups): string {
  const row = (name: string, { firstAnswerMs, cpuMs, idleMb }: Startup) => [
    name,
    `${amount(firstAnswerMs)} ms`,
    `${amount(cpuMs)} ms`,
    `${amount(idleMb)} MB`,
  ]
  return table(
    ['', 'start to first 200', 'CPU until then', 'memory, idle'],
    [
      row('`roster dev` with the demo, the very first', first),
      row('`roster dev` with the demo, later', demo),
      row('`roster serve` with the large store', large),
    ],
  )
}
