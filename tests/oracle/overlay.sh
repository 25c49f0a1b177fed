#!/bin/sh
# Writes the build overlay: two files of the standard library with a hook added to each.
# usage: overlay.sh FOLDER
#
#   time.Now          tells the time of oracleClock while that is set
#   http.Transport    hands each request to OracleRoundTrip while that is set
#
# No source of Go is kept in this repository: the patched files are made from the toolchain at hand, and the
# script fails when a line that it changes is not there.
set -eu
mkdir -p "$1/time" "$1/http"
dir=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
cd "$here" # go.mod decides which Go it is
root=$(go env GOROOT)/src

patch_line() { # file, exact line, replacement (sed), target
	if [ "$(grep -cxF "$2" "$1")" != 1 ]; then
		echo "overlay.sh: expected exactly one line '$2' in $1" >&2
		exit 1
	fi
	awk -v line="$2" -v new="$3" '$0 == line { print new; next } { print }' "$1" > "$4.new"
	cmp -s "$4.new" "$4" 2>/dev/null && rm "$4.new" || mv "$4.new" "$4"
}

tab=$(printf '\t')
patch_line "$root/time/time.go" "func Now() Time {" \
	"func Now() Time {
${tab}if clock := oracleClock; clock != nil {
${tab}${tab}return oracleNow(clock)
${tab}}" "$dir/time/time.go"
patch_line "$root/net/http/roundtrip.go" "${tab}return t.roundTrip(req)" \
	"${tab}if OracleRoundTrip != nil {
${tab}${tab}return OracleRoundTrip(req)
${tab}}
${tab}return t.roundTrip(req)" "$dir/http/roundtrip.go"
cat > "$dir/overlay.json" <<JSON
{"Replace": {
  "$root/time/time.go": "$dir/time/time.go",
  "$root/time/zz_oracle.go": "$here/overlay/time_oracle.go.txt",
  "$root/net/http/roundtrip.go": "$dir/http/roundtrip.go",
  "$root/net/http/zz_oracle.go": "$here/overlay/http_oracle.go.txt"
}}
JSON
