// Links the Baileys library, as npm has it, to a simulator, and tells on standard output what happens, a line of JSON each:
// {code}, {linked}, {open}, {text, from}, {delivered}. What it gets as a text it answers with the same text in capitals. With
// `count` it answers nothing and tells only how many texts it has got: {received}.
//
//   node link.mjs FOLDER_WITH_NODE_MODULES URL ROOT_KEY [count]
//
// The root of the simulator's certificates is its own; Baileys keeps the service's in a constant that can be set.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [folder, url, root, count] = process.argv.slice(2)
let received = 0
const library = await import(pathToFileURL(join(folder, 'node_modules/baileys/lib/index.js')))
library.WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(root, 'base64')

const tell = (what) => process.stdout.write(JSON.stringify(what) + '\n')
const silent = () => {}
const logger = { level: 'silent', trace: silent, debug: silent, info: silent, warn: silent, error: silent, fatal: silent }
logger.child = () => logger

// Keys in memory: what is stored is no concern of this test.
const { initAuthCreds } = library
const kept = {}
const state = {
  creds: initAuthCreds(),
  keys: {
    get: (type, ids) => Object.fromEntries(ids.map((id) => [id, kept[type]?.[id]]).filter(([, value]) => value)),
    set: (data) => {
      for (const type in data) Object.assign((kept[type] ??= {}), data[type])
    },
  },
}

function connect() {
  const socket = library.makeWASocket({ auth: state, waWebSocketUrl: url, logger, syncFullHistory: false })
  socket.ev.on('creds.update', (update) => Object.assign(state.creds, update))
  socket.ev.on('connection.update', ({ qr, connection, isNewLogin, lastDisconnect }) => {
    if (qr) tell({ code: qr })
    if (isNewLogin) tell({ linked: state.creds.me?.id })
    if (connection === 'open') tell({ open: true })
    if (connection === 'close') {
      const status = lastDisconnect?.error?.output?.statusCode
      if (status === library.DisconnectReason.restartRequired) connect()
      else tell({ closed: status, why: String(lastDisconnect?.error) })
    }
  })
  socket.ev.on('messages.upsert', async ({ messages, type }) => {
    for (const message of messages) {
      // What happened to a message while events were held back is told with the message.
      if (message.key.fromMe && message.status >= 3) tell({ delivered: message.key.id })
      const text = message.message?.conversation ?? message.message?.extendedTextMessage?.text
      if (type !== 'notify' || message.key.fromMe || !text) continue
      received += 1
      if (count) continue
      tell({ text, from: message.key.remoteJid })
      await socket.sendMessage(message.key.remoteJid, { text: text.toUpperCase() })
    }
    if (count) tell({ received })
  })
  socket.ev.on('messages.update', (updates) => {
    for (const { key, update } of updates) if (update.status >= 3) tell({ delivered: key.id })
  })
}

connect()
