import { expect, test } from 'vitest';
import { sharedLab } from './support/lab.ts';

const lab = sharedLab();

const missing = (name: string): string =>
  `error ModuleNotFoundError: No module named '${name}' in this sandbox`;

test.each([
  ['import js', missing('js')],
  ['import js; js.eval("1")', missing('js')],
  ['import pyodide_js', missing('pyodide_js')],
  ['import pyodide', missing('pyodide')],
  ['from pyodide.code import run_js', missing('pyodide')],
  ['from pyodide.ffi import to_js, create_proxy', missing('pyodide')],
  ['import pyodide.http', missing('pyodide')],
  ['import _pyodide', missing('_pyodide')],
  ['import _pyodide._importhook', missing('_pyodide')],
  ['import _pyodide_core', missing('_pyodide_core')],
  ['import _ctypes', missing('_ctypes')],
  ['import _testcapi', missing('_testcapi')],
  ['import _testinternalcapi', missing('_testinternalcapi')],
  ['import _remote_debugging', missing('_remote_debugging')],
  ['import webbrowser', missing('webbrowser')],
  ['import importlib\nimportlib.import_module("js")', missing('js')],
  ['__import__("pyodide_js", fromlist=["FS"])', missing('pyodide_js')],
])('H-S1 %j says that there is no such module', async (code, expected) => {
  expect((await lab.attack(code)).end).toBe(expected);
});

test('H-S1 ctypes is types alone: nothing of it calls, reads or writes outside Python', async () => {
  const attempts = `
import ctypes, ctypes.util
def told(attempt):
    try:
        return repr(attempt())
    except Exception as error:
        return type(error).__name__
[ctypes.sizeof(ctypes.c_long), ctypes.c_int8(200).value, ctypes.util.find_library('c')] + [told(one) for one in (
    lambda: ctypes.CDLL(None),
    lambda: ctypes.pythonapi,
    lambda: ctypes.cdll.LoadLibrary('libc.so'),
    lambda: ctypes.string_at(0, 8),
    lambda: ctypes.memmove(0, 0, 8),
    lambda: ctypes.c_int.from_address(0),
    lambda: ctypes.cast(0, ctypes.POINTER(ctypes.c_int)),
    lambda: ctypes.CFUNCTYPE(None)(print),
    lambda: (ctypes.c_int * 4)(),
)]`;
  expect((await lab.attack(attempts)).end).toBe(
    'value [4,-56,null,"OSError","AttributeError","AttributeError","OSError","OSError","OSError",' +
      '"OSError","OSError","OSError"]',
  );
});

/** Modules that are built in can always be made again; using them is what must be of no use. */
const load = (name: string): string =>
  `import importlib.machinery as machinery\nmodule = machinery.BuiltinImporter.load_module('${name}')\n`;

test.each([
  ['create_once_callable(lambda: 1)', 'create_once_callable'],
  ['create_once_callable(lambda: 1).constructor("return process")()', 'create_once_callable'],
  ['create_proxy(lambda: 1).constructor', 'pyproxy_new_ex'],
  ['to_js([1]).constructor.constructor("return process")()', 'JsvArray_New'],
])('H-S1 _pyodide_core loaded anew: %s ends the session', async (use, imported) => {
  const { end } = await lab.attack(`${load('_pyodide_core')}module.${use}`);
  expect(end).toBe(`died violation: ${imported}`);
});

test.each([
  ['importing it', ''],
  [
    'dlsym of a JavaScript evaluator',
    'module.dlsym(module.dlopen(None, 2), "emscripten_run_script_int")',
  ],
  ['calling the function table', 'module.call_function(5, ())'],
])('H-S1 _ctypes loaded anew ends the session: %s', async (_what, use) => {
  const { end } = await lab.attack(load('_ctypes') + use);
  expect(end).toBe('died violation: ffi_closure_alloc_js');
});

test('H-S1 a bridge module made by _imp.create_builtin is as dead', async () => {
  const { end } = await lab.attack(`
import _imp
from importlib.machinery import ModuleSpec
module = _imp.create_builtin(ModuleSpec('_pyodide_core', None))
_imp.exec_builtin(module)
module.to_js([1])
`);
  expect(end).toBe('died violation: JsvArray_New');
});

test('H-S1 removing the finder brings back names, never the bridge', async () => {
  const { end } = await lab.attack(`
import sys
sys.meta_path[:] = [finder for finder in sys.meta_path if finder.__name__ != 'RemovedModules']
found = []
for name in ('js', 'pyodide_js', 'pyodide', '_pyodide'):
    try:
        __import__(name)
        found.append(name)
    except ImportError:
        pass
found
`);
  // These two are plain Python; what they would bridge to is not there.
  expect(end).toBe('value ["pyodide","_pyodide"]');
  const used = await lab.attack("from pyodide.code import run_js\nrun_js('process')");
  expect(used.end).toBe("error ModuleNotFoundError: No module named 'js'");
  await lab.close();
});

test('H-S1 the proxy type of the bridge makes no object that leads anywhere', async () => {
  const { end } = await lab.attack(`
found = []
for kind in [kind for kind in object.__subclasses__() if kind.__name__ == 'JsProxy']:
    for make in (lambda: kind(), lambda: kind.__new__(kind), lambda: object.__new__(kind)):
        try:
            found.append(hasattr(make(), 'constructor'))
        except TypeError:
            pass
any(found)
`);
  expect(end).toBe('value false');
  expect(await lab.isWell()).toBe(true);
});

test('H-S1 making an error of the bridge ends the session', async () => {
  const { end } = await lab.attack(`
[kind('Error', 'text', 'stack') for kind in Exception.__subclasses__() if kind.__name__ == 'JsException']
`);
  expect(end).toBe('died violation: JsException_new_helper');
});

test.each([
  [
    'crafted bytecode',
    "def f(): pass\ncode = f.__code__.replace(co_code=bytes([0x80, 0]) + b'\\x52\\xff' * 40, co_stacksize=1)\neval(code)",
    /^died crashed: the interpreter trapped: /,
  ],
  [
    'a forced native fault',
    'import faulthandler\nfaulthandler._sigsegv()',
    'died crashed: the interpreter trapped: unreachable',
  ],
  [
    '_testcapi.fatal_error',
    `${load('_testcapi')}module.fatal_error(b'boom')`,
    'died crashed: the interpreter trapped: unreachable',
  ],
  [
    '_testcapi.crash_no_current_thread',
    `${load('_testcapi')}module.crash_no_current_thread()`,
    'died crashed: the interpreter trapped: unreachable',
  ],
  [
    'a remote unwinder on itself',
    `${load('_remote_debugging')}module.RemoteUnwinder(1)`,
    'died crashed: the interpreter trapped: memory access out of bounds',
  ],
  [
    'run_sync without a bridge',
    `${load('_pyodide_core')}import asyncio\nmodule.run_sync(asyncio.sleep(0))`,
    'died crashed: the interpreter trapped: table index is out of bounds',
  ],
])('H-S1 %s traps the interpreter and nothing else', async (_what, code, expected) => {
  expect((await lab.attack(code)).end).toMatch(expected);
});

test.each([
  [
    'garbage for marshal',
    "import marshal\nmarshal.loads(b'c' + b'\\xff' * 200)",
    'error ValueError: bad marshal data (unknown type code)',
  ],
  [
    'a shared object of its own',
    `
open('/tmp/e.cpython-314-wasm32-emscripten.so', 'wb').write(b'\\0asm\\1\\0\\0\\0')
import _imp
from importlib.util import spec_from_file_location
_imp.create_dynamic(spec_from_file_location('e', '/tmp/e.cpython-314-wasm32-emscripten.so'))`,
    'error ImportError: unknown dlopen() error',
  ],
  [
    'an SQLite extension',
    "import sqlite3\nsqlite3.connect(':memory:').load_extension('/tmp/e.so')",
    "error AttributeError: 'sqlite3.Connection' object has no attribute 'load_extension'",
  ],
  [
    'a sub-interpreter',
    'import _interpreters',
    "error ModuleNotFoundError: No module named '_interpreters'",
  ],
  [
    'a thread',
    'import threading\nthreading.Thread(target=print).start()',
    "error RuntimeError: can't start new thread",
  ],
  ['os.system', "import os\nos.system('echo out of the sandbox')", 'value -1'],
  [
    'os.popen',
    "import os\nos.popen('id').read()",
    'error OSError: [Errno 138] emscripten does not support processes.',
  ],
  [
    'subprocess',
    "import subprocess\nsubprocess.run(['id'])",
    'error OSError: [Errno 138] emscripten does not support processes.',
  ],
  ['os.fork', 'import os\nos.fork()', 'error OSError: [Errno 52] Function not implemented'],
  [
    'os.execv',
    "import os\nos.execv('/bin/sh', ['sh'])",
    'error OSError: [Errno 45] Exec format error',
  ],
  ['pty.spawn', "import pty\npty.spawn('sh')", 'error OSError: out of pty devices'],
  [
    'os.pipe, which no quota would bound',
    'import os\nos.pipe()',
    'error OSError: [Errno 52] Function not implemented',
  ],
  [
    'the terminal',
    "open('/dev/tty', 'rb', buffering=0)",
    "error FileNotFoundError: [Errno 44] No such file or directory: '/dev/tty'",
  ],
  [
    'a file of the host',
    "open('/etc/passwd')",
    "error FileNotFoundError: [Errno 44] No such file or directory: '/etc/passwd'",
  ],
  [
    'device nodes',
    'import os\n[hasattr(os, name) for name in ("mknod", "mkfifo", "mount")]',
    'value [false,false,false]',
  ],
  [
    'os.chroot',
    "import os\nos.chroot('/tmp')",
    "error PermissionError: [Errno 2] Permission denied: '/tmp'",
  ],
  [
    'remote_exec',
    'import sys\nsys.remote_exec(1, "/tmp/x.py")',
    'error FileNotFoundError: Script file does not exist',
  ],
])('H-S1 %s is an ordinary error, and the session lives on', async (_what, code, expected) => {
  const { end, evaluation } = await lab.attack(code);
  expect(end).toBe(expected);
  expect(evaluation.stdout + evaluation.stderr).toBe('');
  expect(await lab.isWell()).toBe(true);
});

test('H-S1 the file tree holds what the interpreter brought, and no device but its own', async () => {
  const { end } = await lab.attack(`
import os
[sorted(os.listdir('/')), sorted(os.listdir('/dev')), sorted(os.listdir('/proc'))]
`);
  expect(end).toBe(
    'value [["dev","home","lib","proc","tmp","workspace"],["causeway","null","random","shm","stderr","stdin","stdout","urandom"],["self"]]',
  );
});

test('H-S1 environment, arguments and names tell nothing of the host', async () => {
  const { end } = await lab.attack(`
import os, platform, posix, socket, sys
{'environment': dict(os.environ),
 'raw': sorted(key.decode() for key in posix.environ),
 'arguments': [sys.argv, sys.orig_argv, sys.executable],
 'machine': [platform.node(), socket.gethostname(), *os.uname()],
 'ids': [os.getpid(), os.getppid(), os.getuid()]}
`);
  expect(JSON.parse(end.slice('value '.length))).toEqual({
    environment: { HOME: '/workspace', LANG: 'C.UTF-8', TZ: 'UTC', USER: 'program' },
    raw: ['HOME', 'LANG', 'TZ', 'USER'],
    arguments: [[''], ['/usr/bin/python3'], '/usr/bin/python3'],
    machine: ['emscripten', 'emscripten', 'Emscripten', 'emscripten', '5.0.3', '#1', 'wasm32'],
    ids: [42, 1, 65534],
  });
});
