#!/bin/sh
# Installs what has to exist before cargo can build: a C compiler, the libraries of webview, tray and sound, the Rust
# components and the way to build for WASM. Quick and silent when nothing is missing; says what it installs otherwise.
#
#   bootstrap.sh           what building and running needs
#   bootstrap.sh --tests   also what the tests need: a display, a session bus, a keychain, PostgreSQL, Python
set -eu

build_packages="build-essential ca-certificates pkg-config libwebkit2gtk-4.1-dev libayatana-appindicator3-dev
  librsvg2-dev libasound2-dev"
test_packages="xvfb openbox libgl1-mesa-dri libegl1 webkit2gtk-driver dbus dunst wmctrl xdotool x11-apps procps gnome-keyring postgresql fonts-dejavu-core python3-venv"
# Rust for WASM where rustup cannot add the target: Debian's own compiler with the sources of its standard library.
wasm_packages="rustc-web cargo-web rust-web-src lld-22"

say() { printf 'set-up: %s\n' "$*"; }

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    say "needs root for: $*" >&2
    say "there is no sudo here; run it as root and start again" >&2
    exit 1
  fi
}

# The packages of a list that are not installed.
missing() {
  for package in "$@"; do
    status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) || status=none
    [ "$status" = installed ] || printf '%s ' "$package"
  done
}

lists_are_fresh=no
install() {
  [ $# -gt 0 ] || return 0
  say "installing with apt-get: $*"
  if [ "$lists_are_fresh" = no ]; then
    as_root apt-get update --quiet --quiet || say "the package lists could not be renewed; trying with those at hand"
    lists_are_fresh=yes
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install --quiet --quiet --yes --no-install-recommends "$@"
}

install_system_packages() {
  wanted=$build_packages
  [ "${1:-}" = --tests ] && wanted="$wanted $test_packages"
  if command -v apt-get >/dev/null 2>&1 && command -v dpkg-query >/dev/null 2>&1; then
    # shellcheck disable=SC2046,SC2086 # lists of words
    install $(missing $wanted)
  elif [ "$(uname -s)" = Linux ]; then
    say "this is neither Debian nor Ubuntu; if the build misses something, install what these are called here:"
    # shellcheck disable=SC2086 # a list of words
    say "  " $wanted
  else
    say "on macOS: xcode-select --install; on Windows: the Visual Studio C++ build tools and WebView2"
  fi
}

rust_has_wasm() { [ -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown/lib" ]; }

install_rust_parts() {
  if ! command -v cargo >/dev/null 2>&1; then
    say "there is no cargo: install Rust from https://rustup.rs and start again" >&2
    exit 1
  fi
  if command -v rustup >/dev/null 2>&1; then
    command -v cargo-clippy >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 || rustup component add clippy
    cargo fmt --version >/dev/null 2>&1 || rustup component add rustfmt
    rust_has_wasm || { say "adding Rust's target for WASM" && rustup target add wasm32-unknown-unknown; } || true
  fi
  rust_has_wasm && return 0
  say "rustup cannot add the target wasm32-unknown-unknown here; taking Debian's compiler for the interface"
  if ! command -v apt-get >/dev/null 2>&1; then
    say "and this is not Debian: add the target wasm32-unknown-unknown to your Rust and start again" >&2
    exit 1
  fi
  # shellcheck disable=SC2046,SC2086 # lists of words
  if ! install $(missing $wasm_packages); then
    say "this distribution has no $wasm_packages (Debian 12 with updates does);" >&2
    say "run 'rustup target add wasm32-unknown-unknown' where it can reach static.rust-lang.org and start again" >&2
    exit 1
  fi
}

install_system_packages "${1:-}"
install_rust_parts
