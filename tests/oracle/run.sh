#!/bin/sh
# The oracle's commands. Needs Go (1.21 or newer: it fetches the release that go.mod names) and, the first
# time, the modules of Kubernetes and some ten minutes of compiling.
#
#   run.sh build        compiles the oracle into the folder $ORACLE_BUILD (default: .build beside this file)
#   run.sh generate     writes tests/conformance: cases, shared.json and expected answers
#   run.sh check        does the same in a temporary folder and compares; fails when anything differs
#   run.sh ask FILE…    answers scenario files, one JSON report a line (see README.md)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
conformance=$here/../conformance
build=${ORACLE_BUILD:-$here/.build}
mkdir -p "$build"
build=$(cd "$build" && pwd)

need_go() {
	command -v go > /dev/null || {
		echo "run.sh: the oracle is a Go program; install Go to ask it or to regenerate the cases" >&2
		exit 1
	}
}

# The release that go.mod names. Go does not overlay files of its module cache, in which a fetched release
# lies: it is copied out of there.
pinned_go() {
	cd "$here"
	export GOTOOLCHAIN=auto
	root=$(go env GOROOT)
	case $root in
	"$(go env GOMODCACHE)"/*)
		copy=$build/$(go env GOVERSION)
		if [ ! -x "$copy/bin/go" ]; then
			echo "Copying Go's release $(go env GOVERSION) to $copy (250 MB)." >&2
			rm -rf "$copy.part"
			cp -R "$root" "$copy.part"
			chmod -R u+w "$copy.part"
			mv "$copy.part" "$copy"
		fi
		PATH=$copy/bin:$PATH
		;;
	esac
	export PATH GOTOOLCHAIN=local
}

build_oracle() {
	need_go
	mkdir -p "$build/overlay"
	pinned_go
	[ -x "$build/oracle" ] || echo "Compiling the oracle: some ten minutes the first time, seconds afterwards." >&2
	"$here/overlay.sh" "$build/overlay"
	go build -overlay "$build/overlay/overlay.json" -o "$build/oracle" .
	go build -o "$build/generate" ./generate
}

write_all() { # folder
	mkdir -p "$1"
	"$build/generate" "$1"
	"$build/oracle" -cases "$1" -expected "$1/expected"
}

case "${1-}" in
build)
	build_oracle
	;;
generate)
	build_oracle
	write_all "$conformance"
	;;
check)
	build_oracle
	fresh=$(mktemp -d)
	trap 'rm -rf "$fresh"' EXIT
	write_all "$fresh"
	for part in shared.json cases expected; do
		diff -r "$conformance/$part" "$fresh/$part" || differs=1
	done
	if [ -n "${differs-}" ]; then
		echo "run.sh: the committed cases or answers differ from what the generator and the server say now" >&2
		exit 1
	fi
	echo "The committed cases and answers are what kube-apiserver's own code says."
	;;
ask)
	shift
	build_oracle
	"$build/oracle" "$@"
	;;
*)
	sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
	exit 2
	;;
esac
