#!/bin/sh
# Installs a tree that is built to a temporary folder, and builds and runs programs against it:
#   check.sh BUILD CC CXX FLAGS
set -eu
build=$1 cc=$2 cxx=$3 flags=$4
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix=$work/prefix
failed=0
fail() {
  echo "FAILED: $*"
  failed=1
}

cmake --install "$build" --prefix "$prefix" > "$work/install.log"

# What is installed, the headers of the rooms apart.
(cd "$prefix" && find . ! -type d ! -path './include/libauth/*/*' | LC_ALL=C sort) > "$work/files"
version=$(sed -n 's/^#define LIBAUTH_VERSION "\(.*\)"/\1/p' "$here/../../libauth/capi/status.h")
abi=$(sed -n 's/^#define LIBAUTH_ABI //p' "$here/../../libauth/capi/status.h")
library=$(cd "$prefix" && dirname "$(find . -name libauth.a)")
config=$(cd "$build" && sed -n 's/^CMAKE_BUILD_TYPE:STRING=//p' CMakeCache.txt | tr A-Z a-z)
{
  [ -f "$build/bin/mailvet" ] && echo ./bin/mailvet
  echo ./include/libauth/libauth.h
  for name in dependencies mailvet-shared mailvet-shared-$config mailvet-static \
    mailvet-static-$config mailvetConfig mailvetConfigVersion; do
    echo "$library/cmake/mailvet/$name.cmake"
  done
  for name in a so so.$abi so.$version; do echo "$library/libauth.$name"; done
  echo "$library/pkgconfig/libauth.pc"
} | LC_ALL=C sort > "$work/expected"
diff "$work/expected" "$work/files" || fail "other files are installed than should be"

# Every installed header finds all that it includes, and none is private.
(cd "$prefix/include" && find libauth -name '*.h' | LC_ALL=C sort) > "$work/headers"
sed 's/.*/#include "&"/' "$work/headers" > "$work/headers.cpp"
$cxx -std=c++20 -fsyntax-only -I"$prefix/include" "$work/headers.cpp" ||
  fail "the installed headers do not compile"
if (cd "$prefix/include/libauth/capi" && grep -l namespace ./*.h); then
  fail "a header of the C ABI is C++"
fi

# The shared library exports the C functions, all of them, and the C++ rooms that have headers.
library=$prefix/$library
nm -D --defined-only "$library/libauth.so" | sed 's/.* //; s/@.*//' | LC_ALL=C sort -u > "$work/names"
c++filt < "$work/names" > "$work/symbols"
rooms=$(cut -d/ -f2 "$work/headers" | grep -vE '^(capi|libauth\.h)$' | sort -u | tr '\n' '|')
grep -vE "^(LIBAUTH_$abi|libauth_[a-z0-9_]+|((vtable|typeinfo|typeinfo name) for )?libauth::(${rooms%|})::.*)\$" \
  "$work/symbols" && fail "the shared library exports what it should not"
cat "$prefix"/include/libauth/capi/*.h | tr '\n' ' ' |
  grep -oE 'LIBAUTH_EXPORT [^;(]*\(' | grep -oE 'libauth_[a-z0-9_]+\(' | tr -d '(' |
  LC_ALL=C sort -u > "$work/declared"
grep -E '^libauth_' "$work/names" | diff "$work/declared" - ||
  fail "the C functions that are declared and exported differ"
for private in UnboundContext SilenceWatch 'Session::Work' 'spf::Tracer' 'audit::checks'; do
  grep -E "^[^(]*$private::" "$work/symbols" && fail "$private is exported"
done

# Runs a program over the message; it has to pass, and over a changed message it must not.
sed 's/noon/nine/; s/192\.0\.2\.10/192.0.2.11/' "$here/message.eml" > "$work/changed.eml"
run() {
  name=$1
  shift
  "$@" "$here/message.eml" > "$work/out" || fail "$name: exit status $?"
  grep -q 'dkim=pass' "$work/out" || fail "$name: $(cat "$work/out")"
  "$@" "$work/changed.eml" | grep -q 'dkim=fail' || fail "$name does not see a change"
}

export PKG_CONFIG_PATH="$library/pkgconfig"
# With both there, the linker takes the shared library: to link the static one, it has to be alone.
mkdir "$work/aside"
for kind in shared static; do
  libs="$(pkg-config --cflags --libs libauth)"
  if [ "$kind" = static ]; then
    mv "$library"/libauth.so* "$work/aside"
    libs="$(pkg-config --static --cflags --libs libauth)"
  fi
  for program in consumer event_loop; do
    $cc $flags -std=c99 -Wall -Wextra -pedantic -Werror "$here/$program.c" -o "$work/$program" $libs ||
      fail "$program.c, $kind"
  done
  run "C, $kind" env LD_LIBRARY_PATH="$library" "$work/consumer"
done
mv "$work"/aside/libauth.so* "$library"

for kind in shared static; do
  cmake -G Ninja -S "$here/cmake_project" -B "$work/$kind" -DKIND=$kind \
    -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_CXX_COMPILER="$cxx" -DCMAKE_CXX_FLAGS="$flags" \
    > "$work/log" 2>&1 &&
    cmake --build "$work/$kind" >> "$work/log" 2>&1 || { cat "$work/log"; fail "C++, $kind"; }
  run "C++, $kind" "$work/$kind/consumer"
done
exit $failed
