// The peer: @tus/server with its FileStore, as its documentation sets it up.
import { Server } from '@tus/server'
import { FileStore } from '@tus/file-store'
const [, , port, directory] = process.argv
new Server({ path: '/files', datastore: new FileStore({ directory }) }).listen({ host: '127.0.0.1', port: Number(port) })
