import { freePort, makeCluster } from '../postgres-cluster.ts'

/** A primary and a synchronous standby. */
export interface Pair {
  primary: string
  standby: string
  /** Names both, the standby first. */
  url: string
  kill(which: 'primary' | 'standby'): void
  /** Promotes the standby, so that it accepts writes. */
  promote(): void
  remove(): Promise<void>
}

export async function startPair(options = ''): Promise<Pair> {
  const cluster = makeCluster()
  const ports = { primary: await freePort(), standby: await freePort() }
  cluster.init('primary')
  cluster.copy('primary', 'standby')
  cluster.start('primary', `-p ${ports.primary} -c synchronous_standby_names=* ${options}`)
  cluster.write('standby', 'standby.signal', '')
  const source = `host=127.0.0.1\\ port=${ports.primary}\\ user=roster`
  cluster.start('standby', `-p ${ports.standby} -c primary_conninfo=${source} ${options}`)
  const hosts = { primary: `127.0.0.1:${ports.primary}`, standby: `127.0.0.1:${ports.standby}` }
  return {
    primary: `postgres://roster@${hosts.primary}/postgres`,
    standby: `postgres://roster@${hosts.standby}/postgres`,
    url: `postgres://roster@${hosts.standby},${hosts.primary}/postgres`,
    kill: (which) => cluster.kill(which),
    promote: () => cluster.promote('standby'),
    remove: () => cluster.remove(),
  }
}
