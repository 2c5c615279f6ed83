import { z } from 'zod'

const nothing = z.never()

/**
 * A strict object whose fields are made when it first reads something. A run reads with few of all the schemas, and to
 * make the others would take as long as to start Node.
 */
export function lazyObject<Fields extends z.core.$ZodLooseShape>(
  fields: () => Fields,
): z.ZodObject<Fields, z.core.$strict> {
  let made: Fields | undefined
  return new z.ZodObject({
    type: 'object',
    get shape() {
      made ??= fields()
      Object.defineProperty(this, 'shape', { value: made })
      return made
    },
    catchall: nothing,
  }) as z.ZodObject<Fields, z.core.$strict>
}
