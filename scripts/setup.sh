#!/usr/bin/env bash
# Puts what is missing into .tools/ of this checkout. A tool of the right version on PATH is taken as it is; else the
# project's released binary; else it is compiled, with a profile chosen for a quick build (figures: README).
# Usage: scripts/setup.sh build | test | lighthouse | fuzz
set -euo pipefail
cd "$(dirname "$0")/.."
tools="$PWD/.tools"
PATH="$tools/bin:$PATH"
mkdir -p "$tools/bin"

say() { printf '\n==> %s\n' "$*"; }
stop() { printf '\nCannot go on: %s\n' "$*" >&2; exit 1; }
need() { command -v "$1" >/dev/null || stop "$2"; }
version_in_trunk_toml() { sed -n "s/^$1 = \"[^0-9]*\([0-9.]*\)\"\$/\1/p" Trunk.toml; }

trunk_version=$(version_in_trunk_toml trunk-version)
bindgen_version=$(version_in_trunk_toml wasm_bindgen)
wasm_opt_version=$(version_in_trunk_toml wasm_opt)
cargo_fuzz_version=0.13.2

has() { # command, what the first line of its --version must hold as a word
  command -v "$1" >/dev/null && "$1" --version 2>/dev/null | head -n 1 | grep -qwF -- "$2"
}

unpack_release() { # command, version, address; takes the command out of the archive when it runs here
  local folder="$tools/unpack" found
  rm -rf "$folder" && mkdir -p "$folder"
  if command -v curl >/dev/null &&
    curl --fail --silent --location --connect-timeout 5 --max-time 180 "$3" 2>/dev/null | tar -xz -C "$folder" 2>/dev/null; then
    found=$(find "$folder" -type f -name "$1" | head -n 1)
    if [ -n "$found" ] && has "$found" "$2"; then
      mv "$found" "$tools/bin/$1" && rm -rf "$folder"
      return 0
    fi
  fi
  rm -rf "$folder"
  return 1
}

compile() { # crate, version, further arguments of cargo install
  local crate=$1 version=$2 quiet=--quiet started=$SECONDS
  shift 2
  [ -t 2 ] && quiet=
  # shellcheck disable=SC2086
  env -u RUSTFLAGS -u CARGO_BUILD_TARGET -u CARGO_ENCODED_RUSTFLAGS CARGO_TARGET_DIR="$tools/target" \
    CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=false CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    CARGO_PROFILE_RELEASE_DEBUG=0 CARGO_PROFILE_RELEASE_STRIP=true CARGO_PROFILE_RELEASE_PANIC=abort \
    cargo install $quiet --root "$tools" --force "$crate" --version "$version" "$@" ||
    stop "$crate $version could neither be downloaded nor compiled; install it yourself and put it on PATH."
  rm -rf "$tools/target"
  echo "    took $((SECONDS - started)) s"
}

install_rust() {
  need cargo "Rust is missing; install it with rustup (https://rustup.rs)."
  need node "Node.js is missing; install version 20 or newer (https://nodejs.org)."
  need npm "npm is missing; it usually comes with Node.js (https://nodejs.org)."
  need cc "a C compiler is missing, which Rust needs for linking; install gcc or clang."
  rustc --version >/dev/null || stop "Rust is installed but does not run; with rustup: rustup default stable"
  node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' ||
    stop "Node.js $(node --version) is too old; install version 20 or newer (https://nodejs.org)."
  [ -d "$(rustc --print target-libdir --target wasm32-unknown-unknown)" ] && return
  say "Adding Rust's wasm32-unknown-unknown target (a few seconds)"
  need rustup "the Rust in use has no wasm32-unknown-unknown target and rustup, which could add it, is missing."
  rustup target add wasm32-unknown-unknown ||
    stop "rustup could not add the target wasm32-unknown-unknown; see its message above."
}

install_trunk() {
  has trunk "$trunk_version" && return
  say "Getting Trunk $trunk_version: the released binary (seconds) or, where that is out of reach, compiled (3 to 5 minutes)"
  local host
  host=$(rustc -vV | sed -n 's/^host: //p')
  unpack_release trunk "$trunk_version" \
    "https://github.com/trunk-rs/trunk/releases/download/v$trunk_version/trunk-$host.tar.gz" ||
    compile trunk "$trunk_version" --locked --no-default-features
}

# Without --locked: the lock file that comes with the crate names a version that was withdrawn.
install_wasm_bindgen() {
  has wasm-bindgen "$bindgen_version" && return
  say "Getting wasm-bindgen $bindgen_version: the released binary (seconds) or, where that is out of reach, compiled (1 to 2 minutes)"
  local host triple
  host=$(rustc -vV | sed -n 's/^host: //p')
  for triple in "${host%-gnu}-musl" "$host"; do
    case $triple in *darwin-musl | *msvc-musl) continue ;; esac
    unpack_release wasm-bindgen "$bindgen_version" \
      "https://github.com/wasm-bindgen/wasm-bindgen/releases/download/$bindgen_version/wasm-bindgen-$bindgen_version-$triple.tar.gz" &&
      return
  done
  compile wasm-bindgen-cli "$bindgen_version" --no-default-features --bin wasm-bindgen
}

install_wasm_opt() {
  has wasm-opt "$wasm_opt_version" && return
  say "Getting wasm-opt $wasm_opt_version from npm (a few seconds)"
  npm install --loglevel=error --no-save --prefix "$tools/binaryen" "binaryen@$wasm_opt_version" ||
    stop "npm could not install binaryen $wasm_opt_version; see its message above."
  ln -sf ../binaryen/node_modules/binaryen/bin/wasm-opt "$tools/bin/wasm-opt"
  has wasm-opt "$wasm_opt_version" || stop "the wasm-opt that npm installed does not run."
}

install_rust_checks() {
  if ! cargo fmt --version >/dev/null 2>&1 || ! cargo clippy --version >/dev/null 2>&1; then
    say "Adding rustfmt and clippy (a few seconds)"
    need rustup "rustfmt or clippy is missing and rustup, which could add them, too."
    rustup component add rustfmt clippy || stop "rustup could not add rustfmt and clippy; see its message above."
  fi
}

# node_modules lives in .tools/; the link lets Node find it from the tests.
install_playwright() {
  local folder="$tools/browser"
  if ! cmp -s tests/browser/package-lock.json "$folder/node_modules/.installed-lock.json"; then
    say "Getting Playwright from npm (a few seconds)"
    mkdir -p "$folder"
    cp tests/browser/package.json tests/browser/package-lock.json "$folder/"
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --loglevel=error --prefix "$folder" ||
      stop "npm could not install Playwright; see its message above."
    cp tests/browser/package-lock.json "$folder/node_modules/.installed-lock.json"
  fi
  ln -sfn ../../.tools/browser/node_modules tests/browser/node_modules
}

install_chromium() {
  node tests/browser/chromium.mjs >/dev/null && return
  local advice="the browser tests need Chromium or Google Chrome; install one, or name it in the variable CHROMIUM."
  if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then stop "$advice"; fi
  say "Getting Chromium with apt-get (half a minute)"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium fonts-dejavu-core; } \
    >"$tools/apt.log" 2>&1 || { tail -n 5 "$tools/apt.log" >&2; stop "apt-get could not install chromium; $advice"; }
  node tests/browser/chromium.mjs >/dev/null || stop "$advice"
}

# A version that still runs on Node.js 20. It brings no browser of its own.
lighthouse_version=12.2.3

install_lighthouse() {
  local folder="$tools/lighthouse"
  grep -qsF "\"version\": \"$lighthouse_version\"" "$folder/node_modules/lighthouse/package.json" && return
  say "Getting Lighthouse $lighthouse_version from npm (a quarter of a minute)"
  npm install --loglevel=error --no-save --prefix "$folder" "lighthouse@$lighthouse_version" ||
    stop "npm could not install Lighthouse $lighthouse_version; see its message above."
}

install_cargo_fuzz() {
  has cargo-fuzz "$cargo_fuzz_version" && return
  say "Compiling cargo-fuzz $cargo_fuzz_version (1 to 2 minutes)"
  need c++ "a C++ compiler is missing, which libFuzzer needs; install g++ or clang."
  compile cargo-fuzz "$cargo_fuzz_version" --locked
}

if [ "${1:-build}" = fuzz ]; then
  need cargo "Rust is missing; install it with rustup (https://rustup.rs)."
  need node "Node.js is missing; install version 20 or newer (https://nodejs.org)."
  install_cargo_fuzz
  exit
fi
install_rust
install_trunk
install_wasm_bindgen
install_wasm_opt
case ${1:-build} in
  test)
    install_rust_checks
    install_playwright
    install_chromium
    ;;
  lighthouse)
    install_chromium
    install_lighthouse
    ;;
esac
