"""Runs a program in a sandbox from Python: start a host, serve its tool calls, read the envelope.

`python3 examples/host-from-python/client.py` after `npm run build`; other words are another host.
"""

import json
import pathlib
import subprocess
import sys

MAIN = pathlib.Path(__file__).resolve().parents[2] / 'dist' / 'cli' / 'main.js'
COMMAND = sys.argv[1:] or ['node', str(MAIN), 'host']
PRICES = {'apple': 0.4, 'bread': 2.75, 'cheese': 6.1}
TOOLS = {'price_of': lambda item: PRICES[item]}

PROGRAM = """
import asyncio

order = {'apple': 10, 'bread': 2, 'gold': 1}

async def cost(item, pieces):
    try:
        return pieces * await tools.price_of(item=item)
    except ToolError as error:
        print(f'left out {item}: {error.code}')
        return 0

round(sum(await asyncio.gather(*[cost(*line) for line in order.items()])), 2)
"""


def send(host, message):
    host.stdin.write(json.dumps(message) + '\n')
    host.stdin.flush()


def run(host, code):
    send(host, {'id': 1, 'method': 'runPtc', 'params': {'code': code, 'tools': list(TOOLS)}})
    for message in map(json.loads, host.stdout):
        if message.get('type') == 'host_call':
            answer = {'type': 'host_call_result', 'id': message['id']}
            try:
                answer.update(ok=True, value=TOOLS[message['tool']](**message['args']))
            except Exception as error:
                answer.update(ok=False, error=type(error).__name__, message=str(error))
            send(host, answer)
        elif 'id' in message:
            return message['result']['envelope']


PIPES = {'stdin': subprocess.PIPE, 'stdout': subprocess.PIPE, 'encoding': 'utf-8'}
with subprocess.Popen(COMMAND, **PIPES) as host:
    envelope = run(host, PROGRAM)

assert envelope['ok'] and envelope['value'] == 9.5, envelope
assert envelope['stdout'] == 'left out gold: KeyError\n', envelope
assert host.returncode == 0, host.returncode
print(f'The order costs {envelope["value"]} euros')
