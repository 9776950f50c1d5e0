# SPDX-License-Identifier: Apache-2.0
# Sourced by the other scripts.

# debian_packages CONSEQUENCE PACKAGE=PROOF...
# Installs each package whose proof (a command, or a file by its absolute path) is absent, when this
# is Debian and we are root; otherwise, or when that fails, says in one line what will be missed.
debian_packages() {
    consequence=$1
    shift
    missing=
    for entry in "$@"; do
        proof=${entry#*=}
        case $proof in
            /*) [ -e "$proof" ] && continue ;;
            *) command -v "$proof" >/dev/null 2>&1 && continue ;;
        esac
        missing="$missing ${entry%%=*}"
    done
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        export DEBIAN_FRONTEND=noninteractive
        # shellcheck disable=SC2086  # a list of words
        if apt-get -qq update >/dev/null 2>&1 &&
            apt-get -qq install -y --no-install-recommends $missing >/dev/null 2>&1; then
            return 0
        fi
    fi
    echo "not installed:$missing ($consequence)" >&2
}
