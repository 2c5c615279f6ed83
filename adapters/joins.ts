import { resolve } from 'node:path'
import type { JoinSpec } from '../schemas/convention.ts'
import type { Joins } from '../src/convention.ts'
import { createJoin } from '../src/convention-join.ts'
import { ProvgateError } from '../src/errors.ts'
import { type Cells, LIMITS, type ReadPlan } from '../src/ports.ts'
import { openInput } from './engines/input.ts'
import { openFile } from './places/file.ts'

/** Reads the joined files of a configuration before the first record, the named fields only. Paths are relative to `folder`. */
export async function readJoins(
  specs: readonly (JoinSpec & { readonly file: string })[],
  folder: string,
): Promise<Joins> {
  const joins = new Map<string, ReturnType<typeof createJoin>['table']>()
  for (const spec of specs) {
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
      joins.set(spec.name, join.table)
    } finally {
      await input.close()
    }
  }
  return joins
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
