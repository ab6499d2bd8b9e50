import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { RpcAddress, RpcEndpointAddress } from '../src/index.js'

const test = suite('addresses')

test('an address prints as host:port and as a Spark URL', () => {
  const address = new RpcAddress('master', 7077)
  assert.is(address.hostPort, 'master:7077')
  assert.is(address.toSparkUrl(), 'spark://master:7077')
  assert.is(String(address), 'master:7077')
  assert.ok(address.equals(RpcAddress.fromSparkUrl('spark://master:7077')))
})

test('IPv6 is kept in its canonical form, in brackets', () => {
  assert.is(new RpcAddress('0:0:0:0:0:0:0:1', 1).hostPort, '[::1]:1')
  assert.is(new RpcAddress('[2001:DB8::0:1]', 1).hostPort, '[2001:db8::1]:1')
  assert.is(RpcAddress.fromSparkUrl('spark://[::1]:7077').host, '[::1]')
})

test('a master URL has a host, a port and nothing else', () => {
  for (const url of [
    'master:7077',
    'http://master:7077',
    'spark://master',
    'spark://master:70777',
    'spark://master:-1',
    'spark://:7077',
    'spark://user@master:7077',
    'spark://master:7077/',
    'spark://master:7077/path',
    'spark://master:7077?x=1',
    'spark://master:7077#x',
    '',
  ]) {
    assert.throws(
      () => RpcAddress.fromSparkUrl(url),
      (error: Error) => error.message.startsWith(`Invalid master URL: ${url}`),
      url,
    )
  }
})

test('an endpoint URL has a name too', () => {
  const address = RpcEndpointAddress.fromUri('spark://Master@host:7077')
  assert.is(address.name, 'Master')
  assert.is(address.rpcAddress?.hostPort, 'host:7077')
  assert.is(String(address), 'spark://Master@host:7077')
  assert.is(String(new RpcEndpointAddress(null, 'own')), 'spark-client://own')
  for (const uri of [
    'spark://host:7077',
    'spark-client://own',
    'spark://@host:1',
    'spark://a@h:1/',
  ]) {
    assert.throws(() => RpcEndpointAddress.fromUri(uri), /Invalid Spark URL/, uri)
  }
})

test('host and port are taken from any URI that has both', () => {
  assert.is(RpcAddress.fromUri('spark://x@host:1/files/a%20b').hostPort, 'host:1')
  assert.is(RpcAddress.fromUri('http://[::1]:80/').hostPort, '[::1]:80')
  assert.throws(() => RpcAddress.fromUri('host:1'), /Invalid Spark URL/)
})

test.run()
