#!/bin/sh
# Stands for an agent program: writes release notes of the changes it finds, and reports by its log.
# Any program that can append a line to a file can do the same.
say() { printf '%s\n' "$*" >> optio.log; }

say 'STATUS: 10% reading changes.txt'
count=$(grep -c . changes.txt)

say "ATTENTION: $count changes. Which version are they?"
# Answers come by inbox.log, one line each: ANSWER id=… by=…: text
until grep -q '^ANSWER ' inbox.log; do sleep 0.1; done
version=$(sed -n 's/^ANSWER [^:]*: //p' inbox.log)

say "STATUS: 60% writing the notes of $version"
{
  echo "# $version"
  echo
  sed 's/^/- /' changes.txt
} > deliverables/notes.md
say 'DELIVERABLE: deliverables/notes.md'
say "BROWSER: https://example.org/releases/$version"
say "DONE: notes of $version with $count changes"
