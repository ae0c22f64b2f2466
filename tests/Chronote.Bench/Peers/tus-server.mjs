// The peer: @tus/server with its FileStore, as its documentation sets it up. With "equal" as third argument it does what Chronote does before it
// answers: it knows the key, compares the body's SHA-256 with the one named, and has file, folder and row on the disk.
import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import path from 'node:path'
import { Transform } from 'node:stream'
import { FileStore } from '@tus/file-store'
import { Server } from '@tus/server'

const [, , port, directory, work] = process.argv

// One fsync serves everybody who wrote before it began, as in any database with group commit.
class GroupSync {
  constructor(handle) {
    this.handle = handle
    this.waiting = []
    this.running = false
  }

  done() {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject })
      if (!this.running) this.run()
    })
  }

  async run() {
    this.running = true
    while (this.waiting.length > 0) {
      const served = this.waiting.splice(0)
      try {
        await this.handle.sync()
        for (const { resolve } of served) resolve()
      } catch (error) {
        for (const { reject } of served) reject(error)
      }
    }
    this.running = false
  }
}

// Hashes while the bytes pass, so that nothing is read twice.
class HashingStore extends FileStore {
  digests = new Map()

  async write(readable, id, offset) {
    const hash = createHash('sha256')
    const hashing = new Transform({
      transform(chunk, _, done) {
        hash.update(chunk)
        done(null, chunk)
      },
    })
    readable.on('error', (error) => hashing.destroy(error))
    const end = await super.write(readable.pipe(hashing), id, offset)
    this.digests.set(id, hash.digest('base64'))
    return end
  }
}

async function equal() {
  const keys = new Map([[createHash('sha256').update('chr_bench').digest('hex'), 'default']])
  const datastore = new HashingStore({ directory })
  const folder = new GroupSync(await open(directory, 'r'))
  const rowsFile = await open(path.join(directory, 'rows.jsonl'), 'a')
  const rows = new GroupSync(rowsFile)
  let appended = Promise.resolve()
  return {
    path: '/files',
    datastore,
    async onIncomingRequest(request) {
      const key = request.headers.get('authorization')?.replace('Bearer ', '') ?? ''
      if (!keys.has(createHash('sha256').update(key).digest('hex'))) throw { status_code: 401, body: 'unknown_key' }
    },
    async onUploadFinish(request, upload) {
      const digest = datastore.digests.get(upload.id)
      datastore.digests.delete(upload.id)
      if (request.headers.get('content-digest') !== `sha-256=:${digest}:`) throw { status_code: 422, body: 'digest_mismatch' }
      const file = await open(path.join(directory, upload.id), 'r+')
      try {
        await file.sync()
      } finally {
        await file.close()
      }
      await folder.done()
      appended = appended.then(() => rowsFile.appendFile(JSON.stringify({ id: upload.id, size: upload.size, digest, at: Date.now() }) + '\n'))
      await appended
      await rows.done()
      return {}
    },
  }
}

const options = work === 'equal' ? await equal() : { path: '/files', datastore: new FileStore({ directory }) }
new Server(options).listen({ host: '127.0.0.1', port: Number(port) })
