# Thin names for daily commands; everything they do is in `xtask`, and CI needs no `just`.

_list:
    @just --list --unsorted

# what CI asks beyond the tests: format, lints, docs, licences, floor plan, generated files
check *chores:
    cargo xtask chores {{chores}}

# install what is missing, then run the tests: `just test -p temoin-consent`
test *args:
    cargo xtask test {{args}}

# only the journeys, in a real Chromium
journey *args:
    cargo nextest run -p temoin -E 'test(journeys)' {{args}}

# the crates' documentation, in a browser
docs:
    cargo doc --workspace --no-deps --open

# write the generated references again
generated:
    cargo xtask generated
