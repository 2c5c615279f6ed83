import { CONFIG, call, scratch } from './terminal-kit.ts'

interface Change {
  readonly version?: string
  readonly seen?: string
  /** Clauses of the newer text. */
  readonly clauses?: readonly object[]
  readonly models?: readonly string[]
  readonly more?: object
}

export const FORBID = {
  id: 'no-chat',
  effect: 'forbid',
  says: 'No chat models.',
  quote: 'not develop chat models',
  ref: '3.2',
  when: { kind: ['chat'] },
}

/** A catalog with one service: its first text leaves all to the customer, its second forbids what `clauses` say. */
export function catalog({
  version = '1.0.0',
  seen = '2026-10-01',
  clauses = [FORBID],
  models = ['acme-one'],
  more,
}: Change = {}) {
  const text = { date_basis: 'stated', seen, read: 'full', sources: ['https://acme.example/2026-10-01'] }
  return JSON.stringify({
    version,
    issuers: [{ id: 'acme', name: 'Acme', channels: { api: ['acme-terms'] } }],
    terms: [
      {
        id: 'acme-terms',
        issuer: 'acme',
        name: 'Acme terms',
        kind: 'service',
        resolve: 'date',
        before: 'none',
        silence: 'permits',
        versions: [
          { ...text, id: '2024', from: '2024-01-01', to: '2024-12-31', clauses: [] },
          { ...text, id: '2025', from: '2025-01-01', to: null, clauses },
        ],
      },
    ],
    models: models.map((id) => ({
      id,
      issuer: 'acme',
      family: [id],
      released: null,
      open: false,
      doors: { api: 'issuer' },
    })),
    ...more,
  })
}

export const BASE = catalog()
export const SEEN = catalog({ seen: '2026-11-01' })
export const OPEN = catalog({ version: '1.1.0', clauses: [] })
export const CLOSED = catalog({ version: '1.1.0', clauses: [{ ...FORBID, when: {} }] })
export const WORDS = catalog({ version: '1.1.0', clauses: [{ ...FORBID, says: 'No models that chat.' }] })
export const OLDER = catalog({ version: '0.9.0', clauses: [] })
export const LESS_SEEN = catalog({ seen: '2026-09-01' })

/** A folder whose configuration takes `base.json` for its catalog. */
export const place = (files: Record<string, string> = {}, config = `${CONFIG}catalog: base.json\n`) =>
  scratch({ 'provgate.yaml': config, 'base.json': BASE, ...files })
export const update = (cwd: string, ...args: string[]) => call(['catalog', 'update', ...args], { cwd })
export const json = async (cwd: string, ...args: string[]) => JSON.parse((await update(cwd, ...args, '--json')).stdout)
