#!/bin/sh
# Starts the installed recorder under what resources/server/syncflow-recorder.service forbids, as far as
# unshare, mount and setpriv can do it where systemd does not run: an ordinary user without capabilities
# and new privileges, everything read-only but the state folder, no /home, no /root, a /tmp of its own.
# Set: INSTALLED (prefix of npm install), STATE (its data folder), SETTINGS (a file of export lines), and,
# where systemd-analyze can say what its sets of system calls are, FILTER (under_filter.py) and UNIT.
# The arguments are those of the recorder, after the program and script that this replaces.
set -eu
node="$1"
shift 2
. "$SETTINGS"
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs /mnt
mkdir /mnt/installed /mnt/state
touch /mnt/node
filter=
if [ -n "${FILTER:-}" ]; then
  cp "$FILTER" /mnt/filter.py
  cp "$UNIT" /mnt/unit
  chmod 644 /mnt/filter.py /mnt/unit
  filter='python3 /mnt/filter.py /mnt/unit'
fi
mount --bind "$INSTALLED" /mnt/installed
mount --bind "$STATE" /mnt/state
mount --bind "$node" /mnt/node
chown 65534:65534 /mnt/state
chmod 700 /mnt/state
for home in /root /home /tmp; do
  mount -t tmpfs -o mode=1777 tmpfs "$home"
done
mount -o remount,bind,ro /mnt
mount --bind / /
mount -o remount,bind,ro /
cd /
export RECORDER_DATA_DIR=/mnt/state
umask 077
exec setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs --bounding-set=-all \
  --inh-caps=-all -- $filter /mnt/node /mnt/installed/lib/node_modules/syncflow-recorder/out/main/cli.js "$@"
