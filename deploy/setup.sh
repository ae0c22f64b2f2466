# What ./chronote and ./test share: finding and installing what they need, and building what changed. Sourced by both; plain POSIX shell.
install=${CHRONOTE_INSTALL:-ask}
missing=

have() { command -v "$1" >/dev/null 2>&1; }
have_library() { { ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null || true; } | grep -q "$1"; }
want() { case " $missing " in *" $1 "*) ;; *) missing="$missing $1" ;; esac; }

need_sqlite() { have_library libsqlite3.so.0 || want libsqlite3-0; }
need_audio() { have ffmpeg || want ffmpeg; have_library libopus.so.0 || want libopus0; }
need_speech() {
  have flite || want flite
  have pocketsphinx_continuous || want pocketsphinx
  [ -d /usr/share/pocketsphinx/model/en-us ] || want pocketsphinx-en-us
}
# The server's programs are not in PATH; pg_config says where they are.
need_postgres() { { have pg_config && [ -x "$(pg_config --bindir)/postgres" ]; } || want postgresql; have pgbouncer || want pgbouncer; }
# The tests' Discord is held against npm's clients; npm alone would bring its own nodejs.
need_node() { have node || want nodejs; have npm || want npm; }
need_tests() { need_sqlite; need_audio; need_speech; need_postgres; need_node; have opusinfo || want opus-tools; have sox || want sox; have strace || want strace; }

need_dotnet() {
  if have dotnet && dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; then return; fi
  echo "Chronote needs the .NET 10 SDK, which is not installed." >&2
  echo "Install it as https://learn.microsoft.com/dotnet/core/install describes for this system, then run this again." >&2
  exit 69
}

install_missing() {
  [ -n "$missing" ] || return 0
  as_root=
  [ "$(id -u)" = 0 ] || as_root="sudo "
  line="${as_root}apt-get install -y$missing"
  if ! have apt-get; then
    echo "Missing:$missing (Debian's package names). Install them with this system's package tool, then run this again." >&2
    exit 69
  fi
  echo "Missing system packages:$missing" >&2
  echo "  $line" >&2
  if [ "$install" = never ]; then
    echo "Not installed, as asked (--no-install)." >&2
    exit 69
  fi
  if [ "$install" = ask ] && [ -t 0 ]; then
    printf 'Run this now? [y/N] ' >&2
    read -r answer
    case $answer in y|Y|yes) ;; *) echo "Nothing was installed." >&2; exit 69 ;; esac
  fi
  # The package lists of a fresh machine are empty or old.
  DEBIAN_FRONTEND=noninteractive ${as_root}apt-get update -q >&2 && DEBIAN_FRONTEND=noninteractive $line >&2
  missing=
}

# build PROJECT HOST [FOLDER…]: builds in Release when a source is newer than the last build began. FOLDER: more sources than the product's.
build() {
  stamp=$root/artifacts/$2/built-$(basename "$1")
  if [ -f "$stamp" ] && [ -z "$(newer_than "$stamp" "$@" | head -n 1)" ]; then return; fi
  echo "Building $(basename "$1") …" >&2
  mkdir -p "$(dirname "$stamp")"
  touch "$stamp.begun"
  if ! dotnet build "$root/$1" -c Release -p:GrainHost="$2" --nologo -v quiet -clp:ErrorsOnly >"$stamp.log" 2>&1; then
    cat "$stamp.log" >&2
    exit 70
  fi
  rm -f "$stamp.log"
  mv "$stamp.begun" "$stamp"
}

newer_than() {
  stamp_of=$1
  shift 3
  (cd "$root" && find src grains silo client "$@" Directory.Build.props Directory.Packages.props .editorconfig -newer "$stamp_of" 2>/dev/null)
}
