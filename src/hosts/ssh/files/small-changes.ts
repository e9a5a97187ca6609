import { HostError } from '../../host-error.ts';
import type { Connection } from '../connection.ts';
import { runScript } from './run-script.ts';

// Perl writes what it read at once; the shells do so for as much as their buffers hold.
const append = `
if [ -h "$1" ] || { [ -e "$1" ] && [ ! -f "$1" ]; }; then exit 92; fi
if command -v perl >/dev/null 2>&1; then
  exec perl -MFcntl -e '
    local $/;
    my $text = <STDIN>;
    sysopen my $file, $ARGV[0], O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK or die "$!\\n";
    exit 92 unless -f $file && (stat _)[3] == 1;
    my $wrote = syswrite $file, $text;
    die "$!\\n" unless defined $wrote;
    die "No space left on device\\n" if $wrote != length $text;' "$1"
fi
text=$(cat; printf x)
printf %s "\${text%x}" >>"$1"`;

/** Adds to the end of a file over there in one write. */
export async function appendToFile(
  connection: Connection,
  path: string,
  content: string,
): Promise<void> {
  await runScript(connection, {
    script: append,
    words: [path],
    path,
    input: () => Buffer.from(content),
    repeatable: false,
  });
}

/** Removes a file or a folder over there with what is in it; a link itself. */
export async function removePath(
  connection: Connection,
  path: string,
  home: string,
): Promise<void> {
  const bare = path.replace(/\/+$/, '');
  const parts = bare.split('/').slice(1);
  if (parts.length === 0 || parts.some((part) => part === '..' || part === '.') || bare === home) {
    throw new HostError(
      'unsafe_path',
      `${JSON.stringify(path)} is not removed: name what is in it, and no ".."`,
    );
  }
  await runScript(connection, {
    script: 'rm -rf -- "$1"',
    words: [bare],
    path,
    repeatable: true,
  });
}
