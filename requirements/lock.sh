#!/bin/sh
# Pins run.txt and dev.txt from pyproject.toml, for every platform, with hashes. Needs uv.
set -eu
uv=${UV:-uv}
command -v "$uv" >/dev/null 2>&1 || {
    echo "make lock needs uv (pip install uv), or say make lock UV=/path/to/uv." >&2
    exit 1
}
pin() {
    out=$1
    shift
    "$uv" pip compile --quiet --generate-hashes --no-header --universal --python-version 3.11 "$@" pyproject.toml --output-file "$out"
    if grep -nE '^(--|-i |-f )|://' "$out"; then
        echo "$out names a host; pins must hold on any index. Take the lines above out of your uv configuration." >&2
        exit 1
    fi
}
pin requirements/run.txt --extra setup
pin requirements/dev.txt --extra setup --extra dev --constraint requirements/run.txt
