import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sshBox } from './ssh-box.ts';
import { until } from './ssh-processes.ts';
import { freePort, startSshd } from './sshd.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

const box = sshBox();
const server = createServer((request, response) => response.end(`you asked for ${request.url}`));
let port: number;
let proxy: TcpProxy;

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  port = (server.address() as AddressInfo).port;
  proxy = await startTcpProxy(box.sshd.port);
});
afterAll(async () => {
  server.close();
  await proxy[Symbol.asyncDispose]();
});

async function ask(at: number): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${at}/x`, {
    headers: { connection: 'close' },
    signal: AbortSignal.timeout(20_000),
  });
  return await answer.text();
}

async function answers(at: number): Promise<boolean> {
  return await ask(at).then(
    (text) => text === 'you asked for /x',
    () => false,
  );
}

test('a port over there is reachable from here until the tunnel is closed', async () => {
  const host = box.host();
  const tunnel = await host.forward(port);
  expect(tunnel.port).not.toBe(port);
  expect(await ask(tunnel.port)).toBe('you asked for /x');
  await tunnel.close();
  await tunnel.close();
  await expect(ask(tunnel.port)).rejects.toThrow('fetch failed');
  expect((await host.run(['echo', 'fine'])).stdout).toBe('fine\n');
});

test('a port here is reachable over there, at one the machine chose or at one asked for', async () => {
  const host = box.host();
  const chosen = await host.expose(port);
  const { stdout } = await host.run([
    process.execPath,
    '-e',
    `fetch('http://127.0.0.1:${chosen.port}/x').then((a) => a.text()).then(console.log)`,
  ]);
  expect(stdout).toBe('you asked for /x\n');
  const wanted = await freePort();
  const asked = await host.expose(port, { remotePort: wanted });
  expect(asked.port).toBe(wanted);
  expect(await ask(wanted)).toBe('you asked for /x');
  await chosen.close();
  await until('it is closed', async () => !(await answers(chosen.port)));
  expect(await ask(wanted)).toBe('you asked for /x');
  await asked.close();
  await until('it is closed', async () => !(await answers(wanted)));
});

test('who exposes a port twice closes it twice', async () => {
  const host = box.host();
  const [one, other] = [await host.expose(port), await host.expose(port)];
  await one.close();
  expect(await ask(other.port)).toBe('you asked for /x');
  await other.close();
  await until('it is closed', async () => !(await answers(other.port)));
});

test('H-A13 tunnels are there again, at the same ports, after the connection broke', async () => {
  const host = box.host({ port: proxy.port });
  await using there = await host.forward(port);
  await using back = await host.expose(port);
  for (let round = 0; round < 2; round += 1) {
    proxy.cut();
    await until('both lead there again', async () => {
      return (await answers(there.port)) && (await answers(back.port));
    });
  }
});

test('H-A13 a tunnel comes back from a black hole, whose server still holds its port', async () => {
  const host = box.host({ port: proxy.port });
  const back = await host.expose(port);
  const states: string[] = [];
  host.onConnection(({ state }) => states.push(state));
  proxy.blackHole();
  await until('the hole was noticed', () => states.includes('disconnected'));
  await proxy.restore();
  await until('the connection is back', () => states.includes('connected'));
  await until('the tunnel is back', async () => await answers(back.port));
  await back.close();
  await until('it is closed', async () => !(await answers(back.port)));
});

test('a port that is taken is told', async () => {
  const host = box.host();
  await expect(host.expose(port, { remotePort: port })).rejects.toMatchObject({
    code: 'host_refused',
    message: expect.stringMatching(new RegExp(`^No tunnel for port ${port} there: `)),
  });
  for (const bad of [0, -1, 65_536, 1.5]) {
    await expect(host.forward(bad)).rejects.toThrow(`${bad} is no port`);
  }
});

test('a server that allows no tunnels is told', async () => {
  const strict = await startSshd(['AllowTcpForwarding no']);
  try {
    const host = box.host({ configFile: strict.configFile });
    await expect(host.expose(port)).rejects.toMatchObject({
      code: 'host_refused',
      message: expect.stringContaining('the server must allow it (AllowTcpForwarding)'),
    });
    await host.close();
  } finally {
    await strict.remove();
  }
});
