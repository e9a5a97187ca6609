import { expect, test } from 'vitest';
import {
  createNodeSession,
  type NodeSession,
} from '../../../src/sandbox/node/create-node-session.ts';
import { evaluate } from './support/package-session.ts';

const packages = [
  'msgpack==1.2.4 --hash=sha256:06a0657a4110d563255006b7cb7147432f67827144e429c2cdb1c967548d1817',
  'pydantic==2.14.3 --hash=sha256:3f7b347782ab7e4cf4c798496ae3a82787d9f21ec12676a9c564355eeef8daa8',
];

/** Null, with a line that says why, where the public index cannot be reached. */
async function openWithRealPackages(): Promise<NodeSession | null> {
  try {
    return await createNodeSession({ packages });
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code !== 'download_failed') throw error;
    process.stderr.write(`Not tried with real packages: ${message}\n`);
    return null;
  }
}

const session = await openWithRealPackages();

test.skipIf(session === null)('packages in Rust and C work as they were published', async () => {
  if (session === null) return;
  const code = `
import sys
there = [name in sys.modules for name in ('msgpack._cmsgpack', 'pydantic_core._pydantic_core')]
import msgpack
from pydantic import BaseModel, ValidationError
class Point(BaseModel):
    x: int
    y: list[float] = []
try:
    Point(x='no number')
    told = None
except ValidationError as error:
    told = error.errors()[0]['type']
packed = msgpack.unpackb(msgpack.packb({'a': [1, 2.5, b'bytes', None]}))
[there, msgpack.Packer.__module__, str(packed), Point(x='3', y=[1, '2']).model_dump_json(), told]`;
  try {
    for (const _ of ['made', 'restored']) {
      expect(await evaluate(session, code)).toEqual([
        [true, true],
        'msgpack._cmsgpack',
        "{'a': [1, 2.5, b'bytes', None]}",
        '{"x":3,"y":[1.0,2.0]}',
        'int_parsing',
      ]);
      await session.restart();
    }
  } finally {
    await session.close();
  }
});
