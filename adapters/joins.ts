import { resolve } from 'node:path'
import {
  type Cells,
  createJoin,
  type JoinedFile,
  type JoinSpec,
  LIMITS,
  ProvgateError,
  type ReadPlan,
} from '../src/index.ts'
import type { Joined } from './engines/context.ts'
import { openInput } from './engines/input.ts'
import { openFile } from './places/file.ts'

type Table = ReturnType<typeof createJoin>['table']

/** Reads the joined files of a configuration before the first record, the named fields only. Paths are relative to `folder`. */
export async function readJoins(
  specs: readonly (JoinSpec & { readonly file: string })[],
  folder: string,
): Promise<Joined> {
  const tables = new Map<string, Table>()
  const files: JoinedFile[] = []
  for (const spec of specs) {
    if (tables.has(spec.name))
      throw new ProvgateError('config', `\`joins\`: the name \`${spec.name}\` stands twice`, {
        fix: 'give each its own name',
      })
    const { table, sha256 } = await readJoin(spec, folder).catch(asConfig)
    tables.set(spec.name, table)
    files.push({ name: spec.name, file: spec.file, sha256 })
  }
  return { tables, files }
}

async function readJoin(
  spec: JoinSpec & { readonly file: string },
  folder: string,
): Promise<{ table: Table; sha256: string }> {
  const path = resolve(folder, spec.file)
  const input = await openInput({
    name: spec.file.replace(/^(?:\.{0,2}\/)+/, ''),
    label: spec.file,
    open: () => openFile(path, { name: spec.file }),
  })
  try {
    const join = createJoin(spec)
    const opened = await input.format.open(input.source, LIMITS)
    for await (const _ of opened.batches(readInto(join, spec.file)));
    await opened.close()
    const digest = await input.digest()
    if (!digest) throw new ProvgateError('input', `joined file \`${spec.file}\` was not read to its end`)
    return { table: join.table, sha256: digest.sha256 }
  } finally {
    await input.close()
  }
}

/** A joined file that can't be read is a mistake in the configuration that names it. */
function asConfig(cause: unknown): never {
  if (!(cause instanceof ProvgateError) || cause.code === 'aborted') throw cause
  const { message, file, row } = cause
  throw new ProvgateError('config', `\`joins\`: ${message}`, {
    fix: cause.fix ?? 'check its path, which is relative to the configuration',
    ...(file !== undefined && { file }),
    ...(row !== undefined && { row }),
    cause,
  })
}

/** A plan that hands every record to the join; one that can't be read is an error, since a lookup would miss it. */
function readInto(join: ReturnType<typeof createJoin>, file: string): ReadPlan {
  const take = (cells: Cells | string): number => {
    if (typeof cells === 'string')
      throw new ProvgateError('input', `joined file \`${file}\` has a record that can not be read: ${cells}`, {
        file,
        fix: 'mend that record',
      })
    join.add(cells)
    return 0
  }
  return {
    columns: join.columns,
    cacheable: false,
    limits: LIMITS,
    intern: (_key, make) => take(make()),
    origin: take,
    reject: take,
  }
}
