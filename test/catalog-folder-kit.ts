import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { newFolder } from './folder-kit.ts'

/** A folder with a configuration that names the catalog folder `mine`, which has these files. */
export function folder(files: Record<string, string | Buffer>): string {
  const root = newFolder()
  mkdirSync(join(root, 'mine'))
  writeFileSync(join(root, 'provgate.yaml'), 'target: { kind: chat, purpose: train }\ncatalogs: [mine]\n')
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, 'mine', name)), { recursive: true })
    writeFileSync(join(root, 'mine', name), text)
  }
  return root
}

/** A terms file and a models file that are right. */
export const ACME = `issuer:
  id: acme
  name: Acme
  channels:
    api: [acme-terms]
  markets:
    - { id: acme-models, yes: [chat], no: [benchmark] }
terms:
  - id: acme-terms
    name: Acme terms
    kind: service
    resolve: date
    silence: permits
    versions:
      - id: '2025-01-01'
        from: 2025-01-01
        to: null
        date_basis: stated
        seen: null
        read: full
        clauses:
          - id: no-chat
            effect: forbid
            says: No chat models.
            when: { kind: [chat] }
`
export const MODELS = `issuer: acme
models:
  - id: acme-one
    family: [acme-one]
    released: null
    open: false
    doors: { api: issuer }
    examples: [acme-one]
`
