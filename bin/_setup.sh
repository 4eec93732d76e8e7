# Shared by bin/run, bin/test and bin/bench: goes to the project's folder and makes
# .venv out of the locked requirements. Sourced, never run.
# shellcheck shell=bash

# A path from the caller is meant from where the caller stands.
if [[ -n ${DATA_DIR:-} && $DATA_DIR != /* ]]; then export DATA_DIR=$PWD/$DATA_DIR; fi
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

venv=.venv
venv_python=$venv/bin/python

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

# Prints the first Python that is new enough and can make a virtualenv. 3.12 and 3.11
# come first because a redis-server for them comes with the requirements.
find_python() {
  local name version found='' bare=''
  for name in ${PYTHON:-python3.12 python3.11 python3.13 python3.14 python3 python}; do
    command -v "$name" >/dev/null || continue
    version=$("$name" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
    if ! "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      found="${found:+$found,} $name is $version"
    elif ! "$name" -c 'import ensurepip, venv' 2>/dev/null; then
      bare=${bare:-$version}
    else
      printf '%s\n' "$name"
      return
    fi
  done
  if [[ -n $bare ]]; then
    fail "Python $bare is here, but without the venv module." \
      "On Debian or Ubuntu: sudo apt install python$bare-venv"
  fi
  fail "Clarion needs Python 3.11 or newer; found:${found:- none}" \
    "Install one, or name it: PYTHON=/path/to/python3 $0"
}

# Whether .venv holds exactly these requirements, for the Python that it runs now.
is_installed() {
  local file=$1
  cmp -s "requirements/$file.txt" "$venv/installed-$file.txt" &&
    [[ $(installed_version) == "$(cat "$venv/installed-$file.version" 2>/dev/null)" ]]
}

installed_version() {
  "$venv_python" -ISc 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null
}

install() {
  local file=$1 log=$venv/install.log
  printf 'Installing requirements/%s.txt (a minute or so, once).\n' "$file"
  rm -f "$venv/installed-$file.version"
  # An install that is cut short leaves this mark, and the next one begins afresh.
  touch "$venv/unfinished"
  if ! "$venv_python" -m pip install --quiet --disable-pip-version-check --no-input \
    --no-deps --require-hashes -r "requirements/$file.txt" </dev/null >"$log" 2>&1; then
    { grep -E '^ *(ERROR|error):' "$log" || true; } | tail -n 3 >&2
    if grep -qiE 'connection|timed? ?out|resolve|no matching distribution|proxy' "$log"; then
      # What was there before is whole: pip downloads everything before it installs.
      rm -f "$venv/unfinished"
      fail "The packages could not be downloaded. Check the connection, then run $0 again." \
        "All of pip's words: $log"
    fi
    fail "The packages could not be installed. All of pip's words: $log"
  fi
  cp "requirements/$file.txt" "$venv/installed-$file.txt"
  installed_version >"$venv/installed-$file.version"
  rm -f "$venv/unfinished"
}

# A virtualenv of a Python that is gone or was replaced cannot be mended.
make_venv() {
  local python log
  if [[ ! -e $venv/unfinished ]] && "$venv_python" -c \
    'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    return
  fi
  python=$(find_python) || exit 1
  printf 'Making %s with %s.\n' "$venv" "$("$python" --version 2>&1)"
  if ! log=$("$python" -m venv --clear "$venv" 2>&1); then
    fail "$python could not make $venv: $(tail -n 3 <<<"$log")"
  fi
}

# One at a time: the lock belongs to file descriptor 9, so it ends with this process
# even when that is killed. Python takes it because not every system has flock(1).
lock_setup() {
  local python
  python=$(find_python) || exit 1
  { mkdir -p var && exec 9>var/.setup.lock; } 2>/dev/null || fail "The folder $PWD cannot be written."
  "$python" -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)' 2>/dev/null || {
    printf 'Waiting for another start to finish its installation.\n'
    "$python" -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX)'
  }
}

# setup run [test]: returns at once when nothing changed.
setup() {
  local file ready=yes
  for file in "$@"; do is_installed "$file" || ready=no; done
  [[ $ready == yes && ! -e $venv/unfinished ]] && return
  lock_setup
  make_venv
  for file in "$@"; do is_installed "$file" || install "$file"; done
  exec 9>&-
}
