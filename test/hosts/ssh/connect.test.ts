import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Host } from '../../../src/hosts/host.ts';
import { HostError } from '../../../src/hosts/host-error.ts';
import { sshHost } from '../../../src/hosts/ssh/ssh-host.ts';
import { sshBox } from './ssh-box.ts';
import { freePort, startSshd } from './sshd.ts';

const box = sshBox();

async function faultOf(host: Host): Promise<{ code: string; message: string }> {
  const fault = await host.connect().catch((error: unknown) => error);
  if (!(fault instanceof HostError)) throw new Error(`connected, or failed with ${fault}`);
  expect(fault.message).not.toContain('\n');
  return fault;
}

test('a machine tells what it offers', async () => {
  const facts = await box.host().connect();
  expect(facts).toMatchObject({
    platform: process.platform,
    home: box.sshd.home,
    user: userInfo().username,
  });
});

test('a host is also named by user, port and key', async () => {
  const { port, identityFile, folder } = box.sshd;
  const host = box.host(
    {
      configFile: 'none',
      port,
      identityFile,
      user: userInfo().username,
      hostKeys: 'accept-new',
      knownHostsFile: join(folder, 'known hosts 100%'),
    },
    '127.0.0.1',
  );
  expect((await host.run(['echo', 'reached'])).stdout).toBe('reached\n');
  expect(readFileSync(join(folder, 'known hosts 100%'), 'utf8')).toContain('ssh-ed25519');
});

test('the name of a host is never an option of ssh', () => {
  for (const name of ['-oProxyCommand=touch /tmp/never', '', 'two words', 'a\nb']) {
    expect(() => sshHost(name)).toThrow('is no name of a host');
  }
});

test('an unknown name is told as such', async () => {
  const fault = await faultOf(box.host({}, 'no-such-host.invalid'));
  expect(fault.code).toBe('host_unknown');
  expect(fault.message).toBe(
    'There is no host no-such-host.invalid: its name leads nowhere; check the name, or add it to ~/.ssh/config',
  );
});

test('a port where nobody listens is told as such', async () => {
  const fault = await faultOf(box.host({ port: await freePort() }));
  expect(fault.code).toBe('host_unreachable');
  expect(fault.message).toBe(
    'box refused the connection: no SSH server listens at that port; check the port, or start it',
  );
});

test('a machine that does not answer is given up in time', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as { port: number };
  const fault = await faultOf(box.host({ port, connectTimeoutMs: 1000 }));
  silent.close();
  expect(fault.code).toBe('host_unreachable');
  expect(fault.message).toBe('box did not answer in time; check its address and the network');
});

test('something that is no SSH server is told with what ssh says of it', async () => {
  const web = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await once(web.listen(0, '127.0.0.1'), 'listening');
  const { port } = web.address() as { port: number };
  const fault = await faultOf(box.host({ port }));
  web.close();
  expect(fault.code).toBe('host_unreachable');
});

test('a key that is not let in is told with what to look at', async () => {
  const { sshd } = box;
  const stranger = sshd.addKey('stranger', '# not let in:');
  const configFile = sshd.writeConfig('stranger_config', { IdentityFile: stranger });
  const fault = await faultOf(box.host({ configFile }));
  expect(fault.code).toBe('host_refused');
  expect(fault.message).toMatch(
    /^box refused to sign in \(.*Permission denied \(publickey\)\.\); check the user, and the key with "ssh-add -l" or "ssh box"$/,
  );
});

test('a machine that was never seen is refused, unless new ones are accepted', async () => {
  const { sshd } = box;
  const knownHostsFile = join(sshd.folder, 'known_none');
  writeFileSync(knownHostsFile, '');
  const fault = await faultOf(box.host({ knownHostsFile }));
  expect(fault.code).toBe('host_key_unknown');
  expect(fault.message).toBe(
    'The host key of box is not known; run "ssh box" once and compare it, or allow new keys',
  );
  expect(readFileSync(knownHostsFile, 'utf8')).toBe('');
  await box.host({ knownHostsFile, hostKeys: 'accept-new' }).connect();
  await box.host({ knownHostsFile }).connect();
});

test('a machine whose key has changed is refused, also where new ones are accepted', async () => {
  const other = await startSshd();
  try {
    other.changeHostKey();
    await other.stop();
    await other.start();
    for (const hostKeys of ['known', 'accept-new'] as const) {
      const fault = await faultOf(sshHost('box', { configFile: other.configFile, hostKeys }));
      expect(fault.code).toBe('host_key_changed');
      expect(fault.message).toBe(
        'box shows another host key than it did before: somebody may be in between. If the machine was set up anew, remove its old key with "ssh-keygen -R" and connect again',
      );
    }
  } finally {
    await other.remove();
  }
});

test.each([
  ['a login shell that says no', '/usr/sbin/nologin', /it said "This account is currently not/],
  ['a forced command', 'echo only backups', /it said "only backups"/],
  ['a forced command that says nothing', 'true', /nothing answered/],
])('an account with %s is told to have no shell', async (name, command, said) => {
  const { sshd } = box;
  const key = sshd.addKey(`key_${name.replaceAll(' ', '_')}`, `command="${command}"`);
  const configFile = sshd.writeConfig('forced_config', { IdentityFile: key });
  const fault = await faultOf(box.host({ configFile }));
  expect(fault.code).toBe('no_shell');
  expect(fault.message).toMatch(/^box lets the user in but runs no shell for it: /);
  expect(fault.message).toMatch(said);
});

test('a missing ssh program is told with the way to get it', async () => {
  const fault = await faultOf(box.host({ sshProgram: '/nowhere/ssh' }));
  expect(fault.code).toBe('no_ssh');
  expect(fault.message).toBe(
    'The program "/nowhere/ssh" can\'t be started; install OpenSSH\'s client, on Debian with "apt-get install openssh-client"',
  );
});

test('a jump host of the user’s own configuration is used', async () => {
  const { sshd } = box;
  const configFile = sshd.writeConfig('jump_config', { ProxyJump: 'hop' });
  writeFileSync(
    configFile,
    readFileSync(configFile, 'utf8') +
      readFileSync(sshd.configFile, 'utf8').replace('Host box', 'Host hop'),
  );
  const host = box.host({ configFile });
  const { stdout } = await host.run({ shell: 'echo "$SSH_CONNECTION"' });
  expect(stdout).toContain(' 127.0.0.1 ');
});

test('settings of the user that would get in the way do not', async () => {
  const { sshd } = box;
  const configFile = sshd.writeConfig('awkward_config', {
    RemoteCommand: 'echo hello',
    RequestTTY: 'force',
    LogLevel: 'DEBUG',
    LocalForward: `${await freePort()} 127.0.0.1:1`,
    ControlMaster: 'auto',
    ControlPath: join(sshd.folder, 'users-own'),
    ControlPersist: '60',
    ForwardAgent: 'yes',
    StrictHostKeyChecking: 'no',
  });
  const host = box.host({ configFile });
  expect((await host.run(['echo', 'fine'])).stdout).toBe('fine\n');
  expect(existsSync(join(sshd.folder, 'users-own'))).toBe(false);
});

test('what start-up files print is no part of anything', async () => {
  const { sshd } = box;
  const key = sshd.addKey(
    'noisy',
    'command="printf NOISE; yes NOISE | head -n 20000; echo OOPS >&2; eval \\"$SSH_ORIGINAL_COMMAND\\""',
  );
  const host = box.host({ configFile: sshd.writeConfig('noisy_config', { IdentityFile: key }) });
  const result = await host.run({ shell: 'echo out; echo err >&2; exit 3' });
  expect(result).toMatchObject({ exitCode: 3, stdout: 'out\n', stderr: 'err\n' });
});

test('a connect that is called off ends, and a closed host says so', async () => {
  const host = box.host();
  await expect(host.connect({ signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'aborted',
  });
  await host.close();
  await host.close();
  await expect(host.run(['true'])).rejects.toMatchObject({ code: 'host_closed' });
});
