import { expect, test } from 'vitest';
import { valueOf, withPackages } from './support/package-session.ts';
import { wheel } from './support/wheel.ts';

test('a wheel in the session is installed and imported', async () => {
  await withPackages({}, async (session) => {
    const made = wheel({ name: 'hello-world', version: '1.2' });
    await session.writeFile(`/tmp/${made.fileName}`, made.bytes);
    expect(await session.installPythonPackages(`emfs:/tmp/${made.fileName}`)).toEqual({
      installed: [
        { requirement: `emfs:/tmp/${made.fileName}`, name: 'hello-world', version: '1.2' },
      ],
      requirements: [`emfs:/tmp/${made.fileName}`],
      packages: [{ name: 'hello-world', version: '1.2' }],
    });
    expect(await valueOf(session, 'import hello_world\nhello_world.__version__')).toBe('1.2');
  });
});
