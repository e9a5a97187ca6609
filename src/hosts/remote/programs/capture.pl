# Copies a regular file to the other side of a pipe; docs/hosts/helpers.md has the frames.
# Arguments: two halves of the first line, the most bytes to take, and the names that lead from / to
# the file. No link is followed on the way.
use strict;
use warnings;
use Digest::SHA;
use Errno qw(ENOENT ENOTDIR ENAMETOOLONG EACCES EPERM ELOOP ENXIO EINTR);
use Fcntl qw(:DEFAULT :mode :seek O_NOFOLLOW O_NONBLOCK O_NOCTTY O_DIRECTORY);
use POSIX ();
use Time::HiRes ();

my ($first, $second, $most, @names) = @ARGV;
my $piece_bytes = 262144;
# A program that replaces its file by a rename may do so just when it is opened.
my $openings = 3;
my %faults = (
    ENOENT() => 'not_found',
    ENOTDIR() => 'not_found',
    ENAMETOOLONG() => 'not_found',
    EACCES() => 'no_permission',
    EPERM() => 'no_permission',
    ELOOP() => 'symbolic_link',
    ENXIO() => 'not_regular',
);
my $path = '/' . join '/', @names;
my $has_proc = -d '/proc/self/fd';
my $file;

$SIG{PIPE} = 'DEFAULT';
binmode STDOUT;

sub send_bytes {
    my ($data) = @_;
    my $at = 0;
    while ($at < length $data) {
        my $count = syswrite(STDOUT, $data, length($data) - $at, $at);
        if (!defined $count) { next if $! == EINTR; POSIX::_exit(0) }
        $at += $count;
    }
}

sub refuse { my ($fault, $at) = @_; die "F $fault $at\n" }

sub refuse_by_error { my ($at) = @_; refuse($faults{$! + 0} // 'io_failed', $at) }

sub check_kind {
    my ($mode, $at) = @_;
    refuse('symbolic_link', $at) if S_ISLNK($mode);
    if ($at < $#names) { refuse('not_found', $at) if !S_ISDIR($mode) }
    else { refuse('not_regular', $at) if !S_ISREG($mode) }
}

# Goes from folder to folder by what is held open, so that no name is looked up twice.
sub open_file {
    chdir '/' or refuse_by_error(0);
    my $held;
    for my $at (0 .. $#names) {
        my $flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
        $flags |= O_DIRECTORY if $at < $#names;
        # Looked at first: opening a device or a FIFO may do something.
        my @there = lstat $names[$at] or refuse_by_error($at);
        check_kind($there[2], $at);
        sysopen(my $next, $names[$at], $flags) or refuse_by_error($at);
        check_kind((stat $next)[2], $at);
        if ($at < $#names) { chdir $next or refuse_by_error($at) }
        $held = $next;
    }
    binmode $held;
    return $held;
}

# A count of links falls before the name goes: a second name is looked for twice.
sub check_place {
    my ($links, $is_before) = @_;
    refuse('hard_link', -1) if $links > 1;
    refuse('changed_path', -1) if $links == 0 && $is_before;
    return if !$has_proc;
    my $wanted = $links ? $path : "$path (deleted)";
    my $found = readlink '/proc/self/fd/' . fileno $file;
    refuse('changed_path', -1) if !defined $found || $found ne $wanted;
}

sub open_checked {
    for my $opening (1 .. $openings) {
        $file = open_file();
        my @status = Time::HiRes::stat($file);
        return @status if eval { check_place($status[3], 1); 1 };
        die $@ if $@ !~ /^F changed_path/ || $opening == $openings;
    }
}

sub copy {
    my @before = open_checked();
    refuse('too_large', -1) if $before[7] > $most;
    my $sha256 = Digest::SHA->new(256);
    my $size = 0;
    while (1) {
        my $wanted = $most + 1 - $size;
        $wanted = $piece_bytes if $wanted > $piece_bytes;
        my $count = sysread($file, my $piece, $wanted);
        refuse_by_error(-1) if !defined $count;
        last if !$count;
        refuse('too_large', -1) if $size + $count > $most;
        send_bytes("D $size $count\n" . $piece);
        $sha256->add($piece);
        $size += $count;
    }
    my @after = Time::HiRes::stat($file);
    check_place($after[3], 0);
    # Taking the last name away changes the time of the inode too, and nothing in the file.
    my $is_stable =
           $before[7] == $size
        && $after[7] == $size
        && $before[9] == $after[9]
        && ($after[3] == 0 || $before[10] == $after[10]);
    send_bytes(sprintf("E %d %s %d\n", $size, $sha256->hexdigest, $is_stable ? 1 : 0));
}

send_bytes("$first$second\n");
if (!eval { copy(); 1 }) {
    send_bytes($@ =~ /^F / ? $@ : "F io_failed -1\n");
}
