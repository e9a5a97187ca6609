# Follows one file for the other side of a pipe; docs/hosts/helpers.md has the frames.
# Arguments: two halves of the first line, and the file's path.
use strict;
use warnings;
use Digest::SHA;
use Errno qw(EACCES EPERM EINTR ENOENT ENOTDIR);
use Fcntl qw(:DEFAULT :mode :seek O_NOFOLLOW O_NONBLOCK O_NOCTTY);
use POSIX ();
use Time::HiRes ();

my ($first, $second, $path) = @ARGV;
my ($poll_seconds, $piece_bytes, $overlap) = (0.05, 262144, 64);
# A file that is replaced by renaming is away for an instant only.
my $away_looks = 4;
my ($pending, $next_beat) = ('', 0);
my $file;

$SIG{PIPE} = 'DEFAULT';
binmode STDIN;
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

sub beat {
    my $time = Time::HiRes::time();
    # A clock that was put back must not silence it.
    if ($time >= $next_beat || $time < $next_beat - 2) {
        send_bytes(".\n");
        $next_beat = $time + 1;
    }
}

# Lines that have come, after waiting for some; ends the program at the end of input.
sub commands {
    my ($seconds) = @_;
    my $ready = '';
    vec($ready, fileno(STDIN), 1) = 1;
    return () if select($ready, undef, undef, $seconds) <= 0;
    my $count = sysread(STDIN, my $got, 4096);
    POSIX::_exit(0) if !$count;
    $pending .= $got;
    my @lines;
    push @lines, [split ' ', $1] while $pending =~ s/\A([^\n]*)\n//;
    return @lines;
}

sub why_not {
    return 'unreadable' if $! == EACCES || $! == EPERM;
    return $! == ENOENT || $! == ENOTDIR ? 'absent' : 'irregular';
}

# What is at the path: another file, opened, or a word for what else.
sub look {
    my ($known) = @_;
    my @there = lstat $path or return (undef, why_not());
    return (undef, 'same') if defined $known && identity(@there) eq identity(stat $known);
    return (undef, 'irregular') if !S_ISREG($there[2]);
    sysopen(my $found, $path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)
        or return (undef, why_not());
    binmode $found;
    return S_ISREG((stat $found)[2]) ? ($found, 'other') : (undef, 'irregular');
}

sub read_at {
    my ($at, $most) = @_;
    sysseek($file, $at, SEEK_SET);
    sysread($file, my $piece, $most < $piece_bytes ? $most : $piece_bytes);
    return $piece;
}

sub digest {
    my ($start, $end) = @_;
    my $sha256 = Digest::SHA->new(256);
    while ($start < $end) {
        my $piece = read_at($start, $end - $start);
        last if !length $piece;
        $sha256->add($piece);
        $start += length $piece;
    }
    return $sha256->hexdigest;
}

# Sends from a little before the position on, so that the other side sees what it knows.
sub copy {
    my ($position, $size) = @_;
    my $at = $position > $overlap ? $position - $overlap : 0;
    while ($at < $size) {
        my $piece = read_at($at, $size - $at);
        last if !length $piece;
        send_bytes(sprintf("D %s %d\n", $at, length $piece) . $piece);
        $at += length $piece;
    }
    return $at > $position ? $at : $position;
}

sub identity {
    my @status = @_;
    return "$status[0]:$status[1]";
}

# Answers questions about the file until told where to read on.
sub agree {
    while (1) {
        for my $words (commands(undef)) {
            my ($word, @numbers) = @$words;
            send_bytes('# ' . digest(@numbers) . "\n") if $word eq 'd';
            return $numbers[0] if $word eq 'r';
        }
    }
}

sub follow {
    my ($position) = @_;
    my ($seen, $asked, $away, $told) = ('', 0, 0, 'same');
    while (1) {
        beat();
        if (defined $file) {
            # Times with fractions: a file that is written again within a second is noticed.
            my @now = Time::HiRes::stat($file);
            last if $now[7] < $position;
            my $state = join ' ', @now[7, 9, 10];
            if ($seen ne $state) {
                $seen = $state;
                $position = copy($position, $now[7]);
            }
        }
        my (undef, $what) = look($file);
        if ($what eq 'other') {
            # Whoever has the old file open may have added to it until it was replaced.
            copy($position, (stat $file)[7]) if defined $file;
            last;
        }
        $away = $what eq 'same' ? 0 : $away + 1;
        my $urgent = $what eq 'same' || ($asked && $what eq 'unreadable');
        if ($what ne $told && ($urgent || $away >= $away_looks)) {
            $told = $what;
            send_bytes("- $what\n");
        }
        send_bytes("b\n") if $asked;
        $asked = grep { ($_->[0] // '') eq 'b' } commands($poll_seconds);
    }
    send_bytes("E\n");
}

send_bytes("$first$second\n");
($file) = look(undef);
if (defined $file) {
    my @status = stat $file;
    send_bytes('@ ' . identity(@status) . " $status[7]\n");
} else {
    send_bytes("\@ -\n");
}
follow(agree());
