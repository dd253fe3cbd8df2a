#!/bin/sh
# Usage: install.sh FOLDER run|dev. Makes the virtual environment FOLDER and installs what is pinned in requirements/.
# A second run installs only what changed. Says what is missing on this machine, and how to mend it.
set -eu
folder=$1
kind=$2
python=${PYTHON:-python3}

fail() {
    printf 'Rapport cannot be set up: %s\n' "$1" >&2
    exit 1
}

command -v "$python" >/dev/null 2>&1 ||
    fail "$python was not found. Install Python 3.11 or newer (Debian: apt-get install python3 python3-venv), or say make PYTHON=/path/to/python3.11."
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "$python is Python $version, and 3.11 is the oldest that works. Install a newer one, or say make PYTHON=/path/to/python3.11."
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    fail "Python $version has no venv module here. Debian and Ubuntu: apt-get install python$version-venv."

# The stamp holds what was installed: a changed pin or another Python installs again, a mere git checkout does not.
wanted=$(cat "requirements/$kind.txt" pyproject.toml requirements/install.sh | "$python" -c '
import hashlib, sys
print(hashlib.sha256(sys.stdin.buffer.read() + sys.version.encode()).hexdigest(), sys.argv[1])' "$(pwd)")
if [ -x "$folder/bin/rapport" ] && [ "$(cat "$folder/.$kind" 2>/dev/null)" = "$wanted" ]; then
    touch "$folder/.$kind"
    exit 0
fi

printf 'Setting up %s with Python %s (once; takes a minute) …\n' "$folder" "$version" >&2
if ! "$folder/bin/python" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$version')" 2>/dev/null; then
    rm -rf "$folder"
    "$python" -m venv "$folder" || fail "making $folder did not work; the lines above say why."
fi
pip() { "$folder/bin/python" -m pip --disable-pip-version-check --no-input "$@"; }
pip install --quiet --require-hashes --requirement "requirements/$kind.txt" ||
    fail "installing requirements/$kind.txt did not work; the lines above say why. Is the package index within reach?"
pip install --quiet --no-deps --no-build-isolation --editable . ||
    fail "installing Rapport itself did not work; the lines above say why."
printf '%s\n' "$wanted" >"$folder/.$kind"
