# Starts a program in a session of its own, waits for it, and keeps how it ended.
# Reads the request from standard input: lines "key value", in which "\n" and "\\" are escapes.
use strict;
use warnings;
use POSIX ();
use Fcntl;
use Config;

$| = 1;
my (%given, @pairs, @words);
my $whole = 0;
while (defined(my $line = <STDIN>)) {
  chomp $line;
  if ($line eq 'go') { $whole = 1; last }
  my ($key, $value) = split / /, $line, 2;
  $value = '' unless defined $value;
  $value =~ s/\\(.)/$1 eq 'n' ? "\n" : $1/ge;
  if ($key eq 'env') { push @pairs, $value }
  elsif ($key eq 'arg') { push @words, $value }
  else { $given{$key} = $value }
}
exit 65 unless $whole;
my ($mark, $state, $cwd) = @given{qw(mark state cwd)};

sub answer { print "$mark @_\n"; exit 0 }
sub refuse { my ($what, $errno) = @_; $! = $errno; answer('refused', $what, $errno + 0, "$!") }

sub start_of {
  my ($pid) = @_;
  if (open my $stat, '<', "/proc/$pid/stat") {
    local $/;
    my $text = <$stat>;
    $text =~ s/.*\) //s;
    return (split ' ', $text)[19];
  }
  local @ENV{qw(LC_ALL TZ)} = qw(C UTC);
  my $text = `ps -o lstart= -p $pid 2>/dev/null`;
  $text =~ s/^\s+|\s+$//g;
  $text =~ s/\s+/_/g;
  return $text eq '' ? 'unknown' : $text;
}

sub boot {
  if (open my $file, '<', '/proc/sys/kernel/random/boot_id') {
    my $id = <$file>;
    chomp $id;
    return $id;
  }
  my $time = `sysctl -n kern.boottime 2>/dev/null`;
  return $time =~ /sec = (\d+)/ ? $1 : 'unknown';
}

sub make_folders {
  my ($path) = @_;
  return 1 if -d $path;
  my ($parent) = $path =~ m{^(.+)/[^/]+/*\z}s;
  return 0 if defined $parent && !make_folders($parent);
  return mkdir($path, 0700) || -d $path;
}

sub first_line {
  open my $file, '<', $_[0] or return undef;
  return scalar <$file>;
}

sub write_whole {
  my ($path, $text) = @_;
  sysopen my $file, $path, O_WRONLY | O_CREAT | O_NOFOLLOW, 0600 or return 0;
  my $wrote = syswrite $file, $text;
  my $fine = defined $wrote && $wrote == length $text;
  close $file or return 0;
  return $fine;
}

make_folders($state) or refuse('state', $!);
-d $cwd or refuse('cwd', $!);
if (sysopen my $lock, "$state/launch", O_WRONLY | O_CREAT | O_EXCL, 0600) {
  my $wrote = syswrite $lock, "$mark\n";
  if (!defined $wrote || $wrote != length "$mark\n") { my $why = $!; unlink "$state/launch"; refuse('state', $why) }
} else {
  my $why = $!;
  refuse('state', $why) if $why != POSIX::EEXIST();
  # A request that was sent twice, because its first answer was lost, gets that answer.
  for (1 .. 200) {
    my $holder = first_line("$state/launch");
    refuse('taken', POSIX::EEXIST()) if defined $holder && $holder ne "$mark\n";
    my $record = first_line("$state/record");
    if (defined $record) { print $record; exit 0 }
    select undef, undef, undef, 0.05;
  }
  refuse('taken', POSIX::EEXIST());
}

sub undo { unlink map { "$state/$_" } qw(rc.made record.made record stdout stderr launch) }

pipe my $told, my $tell or refuse('state', $!);
my $runner = fork;
if (!defined $runner) { my $why = $!; undo(); refuse('fork', $why) }
if ($runner) {
  close $tell;
  local $/;
  my $line = <$told>;
  print defined $line ? $line : '';
  exit 0;
}

close $told;
POSIX::setsid();
$SIG{$_} = 'IGNORE' for qw(HUP INT QUIT TERM);
# What the program leaves behind becomes this process's child, so that it can be found by descent.
my $prctl = { x86_64 => 157, aarch64 => 167, riscv64 => 167, ppc64le => 171, s390x => 172, i686 => 172, armv7l => 172 }
  ->{ (POSIX::uname())[4] };
eval { syscall $prctl, 36, 1, 0, 0, 0 } if $^O eq 'linux' && $prctl;

sub tell_refusal { my ($what, $errno) = @_; undo(); $! = $errno; syswrite $tell, join(' ', $mark, 'refused', $what, $errno + 0, "$!") . "\n"; POSIX::_exit(0) }

my %output;
for my $name (qw(stdout stderr)) {
  sysopen $output{$name}, "$state/$name", O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0600 or tell_refusal('state', $!);
}
# Made beforehand, so that a disk that is full at the end has room for it.
write_whole("$state/rc.made", ' ' x 32 . "\n") or tell_refusal('state', $!);
pipe my $gate, my $open_gate or tell_refusal('state', $!);
pipe my $failed, my $fail or tell_refusal('state', $!);
my $program = fork;
tell_refusal('fork', $!) unless defined $program;
if (!$program) {
  POSIX::setsid();
  close $_ for $tell, $open_gate, $failed;
  sysread($gate, my $go, 1) or POSIX::_exit(125);
  my $give_up = sub { syswrite $fail, join ' ', $_[0], $! + 0; POSIX::_exit(127) };
  POSIX::sigaction($_, POSIX::SigAction->new('DEFAULT'))
    for grep { $_ != POSIX::SIGKILL() && $_ != POSIX::SIGSTOP() } 1 .. 31;
  POSIX::sigprocmask(POSIX::SIG_SETMASK(), POSIX::SigSet->new);
  chdir $cwd or $give_up->('cwd');
  open STDIN, '<', '/dev/null' or $give_up->('state');
  POSIX::dup2(fileno $output{stdout}, 1);
  POSIX::dup2(fileno $output{stderr}, 2);
  for (@pairs) { my ($name, $value) = split /=/, $_, 2; $ENV{$name} = $value }
  $ENV{CAUSEWAY_MARK} = $mark;
  delete $ENV{CAUSEWAY_RUNNER};
  no warnings 'exec';
  exec { $words[0] } @words;
  $give_up->('program');
}
close $_ for $gate, $fail;
POSIX::dup2($_->[0], $_->[1]) for map { [POSIX::open('/dev/null', O_RDWR), $_] } 0 .. 2;
my $record = join ' ', $mark, 'launched', $program, start_of($program), $$, start_of($$), boot();
if (!write_whole("$state/record.made", "$record\n") || !rename "$state/record.made", "$state/record") {
  my $why = $!;
  close $open_gate;
  waitpid $program, 0;
  tell_refusal('state', $why);
}
syswrite $open_gate, 'g';
close $open_gate;
my $fault = do { local $/; <$failed> };
if (defined $fault && $fault ne '') {
  waitpid $program, 0;
  tell_refusal(split ' ', $fault);
}
print $tell "$record\n";
close $tell;
close $output{$_} for keys %output;
chdir '/';

my @names = split ' ', $Config{sig_name};
for (;;) {
  my $ended = waitpid -1, 0;
  if ($ended < 0) { next if $! == POSIX::EINTR(); last }
  next if $ended != $program;
  my $how = $? & 127 ? "signal SIG$names[$? & 127]" : 'exit ' . ($? >> 8);
  write_whole("$state/rc.made", sprintf "%-32s\n", $how);
  rename "$state/rc.made", "$state/rc";
}
