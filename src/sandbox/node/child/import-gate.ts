import type { WasmImports } from './emscripten.ts';

/**
 * The boundary of the sandbox. A wasm instance can touch the outside only through the functions it
 * imports; after boot every import outside the first list either answers with an errno or ends the
 * process. This holds even when a program corrupts the interpreter's own memory.
 */

/** Memory files, clocks, randomness, heap: nothing here takes or returns an object of the host. */
const ALLOWED: readonly string[] = `
  emscripten_get_now emscripten_date_now clock_time_get clock_res_get
  _localtime_js _gmtime_js _mktime_js _timegm_js _tzset_js
  random_get environ_get environ_sizes_get
  fd_seek fd_close fd_read fd_write fd_pread fd_pwrite fd_sync fd_fdstat_get
  __syscall_stat64 __syscall_fstat64 __syscall_lstat64 __syscall_newfstatat __syscall_statfs64
  __syscall_fstatfs64 __syscall_openat __syscall_getcwd __syscall_chdir __syscall_fchdir
  __syscall_fcntl64 _try_fcntl64 __syscall_ioctl __syscall_getdents64 __syscall_fdatasync
  __syscall_unlinkat __syscall_rmdir __syscall_mkdirat __syscall_renameat __syscall_ftruncate64
  __syscall_truncate64 __syscall_symlinkat __syscall_readlinkat __syscall_chmod __syscall_fchmod
  __syscall_fchmodat2 __syscall_fchown32 __syscall_fchownat __syscall_utimensat
  __syscall_faccessat __syscall_fadvise64 __syscall_fallocate __syscall_umask_js
  __syscall_getuid32_js __syscall_dup __syscall_dup3 __syscall_poll _maybe_poll_async
  _mmap_js _munmap_js _msync_js emscripten_resize_heap emscripten_get_heap_max
  proc_exit exit _abort_js __assert_fail __call_sighandler
  _Py_CheckEmscriptenSignals_Helper _Py_emscripten_runtime _PyEM_TrampolineCall_JS
  _emscripten_get_progname JsvError_Check Jsv_GetError_import
  emscripten_runtime_keepalive_push emscripten_runtime_keepalive_pop
  _emscripten_runtime_keepalive_clear get_async_js_call_done_callback _try_shutdown
  getprotobyname saveState restoreState
`
  .trim()
  .split(/\s+/);

const ENOENT = -44;
const ENOSYS = -52;
const EACCES = -2;
const EAI_FAIL = -4;

/** Imports a program may well try: answered with an error it can handle. */
const REFUSED: Readonly<Record<string, number>> = {
  _emscripten_system: ENOSYS,
  __syscall_pipe: ENOSYS,
  __syscall_mknodat: -63,
  __syscall_socket: EACCES,
  __syscall_connect: EACCES,
  __syscall_bind: EACCES,
  __syscall_listen: EACCES,
  __syscall_accept4: EACCES,
  __syscall_sendto: EACCES,
  __syscall_recvfrom: EACCES,
  __syscall_sendmsg: EACCES,
  __syscall_recvmsg: EACCES,
  __syscall_getsockopt: EACCES,
  __syscall_getsockname: EACCES,
  __syscall_getpeername: EACCES,
  _maybe_connect_async: EACCES,
  _maybe_recvfrom_async: EACCES,
  _maybe_sendto_async: EACCES,
  getaddrinfo: EAI_FAIL,
  getnameinfo: EAI_FAIL,
  _setitimer_js: ENOENT,
  _dlopen_js: 0,
  _dlsym_js: 0,
  _emscripten_dlopen_js: 0,
  can_run_sync_js: 0,
};

export type ImportRule = 'allowed' | 'refused' | 'deadly';

export function ruleFor(name: string): ImportRule {
  if (ALLOWED.includes(name)) return 'allowed';
  return Object.hasOwn(REFUSED, name) ? 'refused' : 'deadly';
}

export interface ImportGate {
  /** From here on only allowed imports do anything. Cannot be undone. */
  lock(): void;
  /** Replaces the functions in `imports`, in place, before the instance is made. */
  wrap(imports: WasmImports): void;
}

type ImportFunction = ((...args: unknown[]) => unknown) & { sig?: string };

/** By which Python loads a dynamic library: open while packages are put into an image. */
export const LIBRARY_IMPORTS: readonly string[] = ['_dlopen_js', '_dlsym_js'];

/**
 * `onViolation` is called for a deadly import after the lock and must not return. Imports named in
 * `passing` work after it too.
 */
export function createImportGate(
  onViolation: (name: string) => never,
  passing: readonly string[] = [],
): ImportGate {
  let locked = false;
  const allowed = new Set(ALLOWED);
  const guard = (name: string, original: ImportFunction): ImportFunction => {
    const answer = REFUSED[name];
    const passes = passing.includes(name);
    const guarded: ImportFunction = (...args) => {
      if (!locked || passes) return original(...args);
      if (answer === undefined) return onViolation(name);
      return answer;
    };
    // Emscripten reads the signature when it puts an import into the function table.
    if (original.sig !== undefined) guarded.sig = original.sig;
    return guarded;
  };
  return {
    lock() {
      locked = true;
    },
    wrap(imports) {
      const { env } = imports;
      for (const [name, namespace] of Object.entries(imports)) {
        // The WASI namespace is the same object as `env`; GOT namespaces hold globals only.
        if (namespace !== env && !name.startsWith('GOT.')) {
          throw new Error(`The interpreter imports from ${name}, which the gate does not know`);
        }
      }
      for (const [name, value] of Object.entries(env ?? {})) {
        if (typeof value !== 'function' || allowed.has(name)) continue;
        (env as Record<string, unknown>)[name] = guard(name, value as ImportFunction);
      }
      // The stack-switching entry is an object, not a function; nothing here uses it.
      (env as Record<string, unknown>).syncifyHandler = () => onViolation('syncifyHandler');
    },
  };
}
