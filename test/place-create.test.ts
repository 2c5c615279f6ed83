import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, open, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFile, isPartial } from '../adapters/places/file.ts'

let root = ''
const at = (...parts: string[]): string => join(root, ...parts)
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'place-create-'))
})
afterEach(() => rm(root, { recursive: true }))

describe('a file that is created', () => {
  it('is seen when it is closed, not before', async () => {
    const sink = await createFile(at('new/deep/a.jsonl'))
    await sink.write(Buffer.from('abc'))
    const [partial, ...rest] = await readdir(at('new/deep'))
    expect([partial, rest]).toEqual([expect.stringMatching(/^\.a\.jsonl\.[0-9a-f]{16}\.partial$/), []])
    expect(isPartial(at('new/deep', partial as string))).toBe(true)
    await sink.close()
    expect(await readdir(at('new/deep'))).toEqual(['a.jsonl'])
    expect(await readFile(at('new/deep/a.jsonl'), 'utf8')).toBe('abc')
  })

  it('holds all that was written, small and large, and knows its digest', async () => {
    const chunks = [1, 255, 0, 300_000, 7, 262_144, 262_143, 1, 1_000_000].map((length) => randomBytes(length))
    const sink = await createFile(at('a'))
    for (const chunk of chunks) {
      const lent = Uint8Array.from(chunk)
      await sink.write(lent)
      lent.fill(0)
    }
    await sink.close()
    const whole = Buffer.concat(chunks)
    expect((await readFile(at('a'))).equals(whole)).toBe(true)
    expect([sink.bytes, sink.digest()]).toEqual([whole.length, createHash('sha256').update(whole).digest('hex')])
  })

  it('replaces an older one at once, and only by a whole one', async () => {
    await writeFile(at('a'), 'old')
    const first = await createFile(at('a'))
    await first.write(Buffer.from('half'))
    expect(await readFile(at('a'), 'utf8')).toBe('old')
    await first.abort()
    expect(await readFile(at('a'), 'utf8')).toBe('old')
    const second = await createFile(at('a'))
    await second.close()
    expect(await readFile(at('a'), 'utf8')).toBe('')
    expect(await readdir(root)).toEqual(['a'])
  })

  it('has the permissions asked for', async () => {
    await (await createFile(at('a'), { mode: 0o600 })).close()
    expect((await stat(at('a'))).mode & 0o777).toBe(0o600)
  })

  it('leaves nothing behind when given up, even in the middle of a write', async () => {
    const sink = await createFile(at('a'))
    const write = sink.write(randomBytes(1_000_000)).catch((error) => error)
    await sink.abort()
    await sink.abort()
    expect(await readdir(root)).toEqual([])
    expect([undefined, 'aborted']).toContain((await write)?.code)
    await expect(sink.write(Buffer.from('x'))).rejects.toMatchObject({ code: 'aborted' })
    await expect(sink.close()).rejects.toMatchObject({ code: 'aborted' })
  })

  it('stays when given up after it was closed', async () => {
    const sink = await createFile(at('a'))
    const closing = sink.close()
    await Promise.all([closing, sink.close(), sink.abort()])
    expect(await readdir(root)).toEqual(['a'])
    await expect(sink.write(Buffer.from('x'))).rejects.toThrow('until it is closed')
  })

  it('can have a name as long as names go', async () => {
    const name = `${'ä'.repeat(120)}.jsonl`
    await (await createFile(at(name))).close()
    expect(await readdir(root)).toEqual([name])
  })

  it('takes one write at a time', async () => {
    const sink = await createFile(at('a'))
    const first = sink.write(randomBytes(300_000))
    await expect(sink.write(Buffer.from('x'))).rejects.toThrow('one step after another')
    await first
    await sink.close()
    expect((await stat(at('a'))).size).toBe(300_000)
  })
})

describe('what can not be written', () => {
  it('is a full disk: the first write that finds it fails, and so does every later step', async () => {
    const sink = await createFile('/dev/full')
    const full = { code: 'output', file: '/dev/full', message: 'can not write `/dev/full`: no space left on device' }
    await sink.write(Buffer.from('small'))
    await expect(sink.write(new Uint8Array(1_000_000))).rejects.toMatchObject(full)
    await expect(sink.write(Buffer.from('x'))).rejects.toMatchObject(full)
    await expect(sink.close()).rejects.toMatchObject(full)
    const late = await createFile('/dev/full')
    await late.write(Buffer.from('small'))
    await expect(late.close()).rejects.toMatchObject({ ...full, cause: { code: 'ENOSPC' } })
    expect((await stat('/dev/full')).isCharacterDevice()).toBe(true)
  })

  it('is a full disk under a file: nothing is left', async () => {
    await mkdir(at('small'))
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', at('small')], { stdio: 'ignore' })
    } catch {
      return // only where mounting is allowed
    }
    try {
      const sink = await createFile(at('small/a'))
      await expect(sink.write(new Uint8Array(1_000_000))).rejects.toMatchObject({ code: 'output', file: at('small/a') })
      expect(await readdir(at('small'))).toEqual([])
    } finally {
      execFileSync('umount', [at('small')])
    }
  })

  it('is a folder, a link, or below a file', async () => {
    await mkdir(at('folder'))
    await writeFile(at('file'), 'x')
    await symlink('file', at('link'))
    for (const [name, why] of [
      ['folder', 'it is a folder'],
      ['link', 'it is a symbolic link'],
      ['file/a/b', 'not a directory'],
    ]) {
      await expect(createFile(at(name as string))).rejects.toMatchObject({
        code: 'output',
        file: at(name as string),
        message: expect.stringContaining(why as string),
      })
    }
    await expect(createFile(at('file/a'))).rejects.toMatchObject({
      code: 'output',
      message: `can not write into \`${at('file')}\`: it is not a folder`,
    })
    expect(await readFile(at('file'), 'utf8')).toBe('x')
    expect((await readdir(root)).sort()).toEqual(['file', 'folder', 'link'])
  })

  it.skipIf(process.platform !== 'linux')('is a place where no folder can be made', async () => {
    await expect(createFile('/proc/no-folder/a/b')).rejects.toMatchObject({
      code: 'output',
      message: expect.stringMatching(/^can not write `\/proc\/no-folder\/a\/b`: (no such file|permission denied)/),
    })
  })

  it('is a folder without permission', async () => {
    await mkdir(at('closed'))
    await chmod(at('closed'), 0o555)
    await chmod(root, 0o755)
    const drop = process.geteuid?.() === 0
    if (drop) process.seteuid?.(65534)
    try {
      for (const path of [at('closed/a'), at('closed/b/c')]) {
        await expect(createFile(path)).rejects.toMatchObject({
          code: 'output',
          message: `can not write \`${path}\`: permission denied`,
        })
      }
    } finally {
      if (drop) process.seteuid?.(0)
    }
  })

  it('is a folder that was taken away: an error, and no file', async () => {
    const sink = await createFile(at('gone/a'))
    await rm(at('gone'), { recursive: true })
    await expect(sink.close()).rejects.toMatchObject({ code: 'output', file: at('gone/a') })
    expect(await readdir(root)).toEqual([])
  })

  it('is not a pipe: a pipe is written to directly', async () => {
    execFileSync('mkfifo', [at('pipe')])
    const reader = open(at('pipe')).then(async (handle) => {
      const text = await handle.readFile('utf8')
      await handle.close()
      return text
    })
    const sink = await createFile(at('pipe'))
    await sink.write(Buffer.from('through'))
    await sink.close()
    await sink.abort()
    expect(await reader).toBe('through')
    expect(await readdir(root)).toEqual(['pipe'])
  })
})
