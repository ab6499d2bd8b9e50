import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { RpcAddress } from '../src/index.js'
import { decodeEnvelope, encodeEnvelope } from '../src/wire/envelope.js'
import { decodeUtf, encodeUtf } from '../src/wire/modified-utf8.js'

const test = suite('envelope')
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

test('sender and receiver are laid out as Spark lays them out', () => {
  const envelope = {
    sender: new RpcAddress('localhost', 7077),
    receiver: new RpcAddress('b', 8080),
    endpoint: 'Master',
  }
  const bytes = hex('01 0009 6c6f63616c686f7374 00001ba5  01 0001 62 00001f90  0006 4d6173746572')
  assert.is(encodeEnvelope(envelope).toString('hex'), bytes.toString('hex'))
  const [read, contentAt] = decodeEnvelope(Buffer.concat([bytes, hex('aced')]), 0, bytes.length + 2)
  assert.equal(read, envelope)
  assert.is(contentAt, bytes.length)
})

test('a process that listens nowhere is a zero', () => {
  const envelope = { sender: null, receiver: null, endpoint: 'x' }
  assert.is(encodeEnvelope(envelope).toString('hex'), '000000' + '0178')
  assert.equal(decodeEnvelope(hex('00000001 78'), 0, 5), [envelope, 5])
})

test('an envelope that is cut off or mistaken is refused', () => {
  const bytes = encodeEnvelope({
    sender: new RpcAddress('host', 1),
    receiver: null,
    endpoint: 'name',
  })
  for (let end = 0; end < bytes.length; end++) {
    assert.throws(() => decodeEnvelope(bytes, 0, end), /cut off/)
  }
  assert.throws(() => decodeEnvelope(hex('02'), 0, 1), /flag is 2/)
})

test('names are in modified UTF-8: NUL in two bytes, surrogates apart', () => {
  assert.is(encodeUtf('a\0é€😀').toString('hex'), '000e61c080c3a9e282aceda0bdedb880')
})

test('every string survives, lone surrogates too', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 50 }), fc.nat(0xdfff), (text, unit) => {
      const value = text + String.fromCharCode(unit)
      const bytes = encodeUtf(value)
      assert.equal(decodeUtf(bytes, 0, bytes.length), [value, bytes.length])
    }),
  )
})

test('bytes that are no modified UTF-8 are refused', () => {
  assert.throws(() => decodeUtf(hex('0001ff'), 0, 3), /not modified UTF-8/)
  assert.throws(() => decodeUtf(hex('0001c0'), 0, 3), /not modified UTF-8/)
  assert.throws(() => encodeUtf('x'.repeat(65_536)), /65536 bytes is too long/)
})

test.run()
