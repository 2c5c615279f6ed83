import { builtin } from './ruling-kit.ts'

/** What a name comes to: the model, then `unlisted`, the door in the name and `@` the host, where there are any. */
export function found(name: string): string {
  const resolved = builtin.names.resolve(name)
  if (resolved.kind === 'unknown') return 'unknown'
  const { model, unlisted, implies, host } = resolved
  return [
    model.id,
    ...(unlisted ? ['unlisted'] : []),
    ...(implies ? [implies] : []),
    ...(host ? [`@${host}`] : []),
  ].join(' ')
}
