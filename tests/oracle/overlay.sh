#!/bin/sh
# Writes the build overlay: the standard library of the local Go with two hooks
# added. usage: overlay.sh FOLDER
#
#   time.Now          reads its wall clock from oracleClock when one is set
#   http.Transport    hands each request to OracleRoundTrip when one is set
#
# Nothing of Go's source is kept in this repository: the patched files are made
# from the installed toolchain, and the script fails when a line that it changes is not there.
set -eu
dir=$1
root=$(go env GOROOT)/src
mkdir -p "$dir/time" "$dir/http"

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

here=$(cd "$(dirname "$0")" && pwd)
cat > "$dir/overlay.json" <<JSON
{"Replace": {
  "$root/time/time.go": "$dir/time/time.go",
  "$root/time/zz_oracle.go": "$here/overlay/time_oracle.go.txt",
  "$root/net/http/roundtrip.go": "$dir/http/roundtrip.go",
  "$root/net/http/zz_oracle.go": "$here/overlay/http_oracle.go.txt"
}}
JSON
