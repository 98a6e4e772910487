# Everything CI runs
ci:
    tests/run

# Writes completions and man pages anew from the command tree
generate:
    IMCTL_TEST_BLESS=1 cargo test --quiet --test docs

# Licences, bans and sources of all dependencies (needs cargo-deny)
deny:
    cargo deny check licenses bans sources

# Known weaknesses of all dependencies (needs cargo-audit, and the network for its database)
advisories:
    cargo audit
