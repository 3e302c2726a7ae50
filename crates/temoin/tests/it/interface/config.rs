//! `temoin config`: the settings in force, where each comes from, and what is
//! said of a wrong one.

use temoin_testkit::Desk;

/// Value and origin of a setting.
#[track_caller]
fn setting(desk: &Desk, variables: &[(&str, &str)], arguments: &[&str], key: &str) -> (String, String) {
    let ran = desk.run_with(variables, &[&["config", "--format", "json"], arguments].concat());
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{arguments:?}");
    let value = ran.json();
    let text = |what: &str| value[key][what].as_str().unwrap_or_else(|| panic!("{key} in {value}")).to_owned();
    (text("value"), text("from"))
}

#[track_caller]
fn refused(desk: &Desk, variables: &[(&str, &str)], arguments: &[&str], says: &[&str]) {
    let ran = desk.run_with(variables, &[&["config"], arguments].concat());
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?} {variables:?}: {}", ran.stderr);
    for part in says {
        assert!(ran.stderr.contains(part), "`{part}` is not in:\n{}", ran.stderr);
    }
}

#[test]
fn a_flag_wins_over_the_environment_the_environment_over_the_file() {
    // Key, default, then what file, variable and flag say.
    for (key, default, section, variable, flag, [file, environment, flagged]) in [
        (
            "serve.upstream",
            "",
            "serve.upstream",
            "TEMOIN_UPSTREAM",
            "--upstream",
            ["http://127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:3"],
        ),
        (
            "serve.listen",
            "127.0.0.1:8080",
            "serve.listen",
            "TEMOIN_LISTEN",
            "--listen",
            ["127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3"],
        ),
        (
            "serve.console",
            "127.0.0.1:8081",
            "serve.console",
            "TEMOIN_CONSOLE",
            "--console",
            ["127.0.0.1:1", "[::1]:2", "127.0.0.1:3"],
        ),
        ("serve.data", "data", "serve.data", "TEMOIN_DATA", "--data", ["one", "two", "three"]),
        ("serve.prefix", "/_temoin/", "serve.prefix", "TEMOIN_PREFIX", "--prefix", ["/one/", "/two/", "/three/"]),
        (
            "gateway.undeclared",
            "report",
            "gateway.undeclared",
            "TEMOIN_UNDECLARED",
            "--undeclared",
            ["block", "report", "block"],
        ),
        ("log.level", "info", "log.level", "TEMOIN_LOG", "--log", ["warn", "debug", "error"]),
    ] {
        let desk = Desk::new(crate::TEMOIN);
        let get = |variables: &[(&str, &str)], arguments: &[&str]| setting(&desk, variables, arguments, key);
        let is = |value: &str, origin: &str| (value.to_owned(), origin.to_owned());
        assert_eq!(get(&[], &[]), is(default, "default"), "{key}");
        let (table, name) = section.split_once('.').expect("a section and a key");
        desk.file("temoin.toml", format!("[{table}]\n{name} = \"{file}\"\n"));
        assert_eq!(get(&[], &[]), is(file, "temoin.toml"), "{key}");
        assert_eq!(get(&[(variable, environment)], &[]), is(environment, "environment"), "{key}");
        assert_eq!(get(&[(variable, environment)], &[flag, flagged]), is(flagged, "flag"), "{key}");
        assert_eq!(get(&[], &[flag, flagged]), is(flagged, "flag"), "{key}");
    }
}

#[test]
fn people_read_value_and_origin_on_one_line() {
    let desk = Desk::new(crate::TEMOIN);
    desk.file("temoin.toml", "[serve]\ndata = \"records\"\n");
    let ran = desk.run(&["config", "--log", "warn"]);
    assert_eq!(ran.code, 0);
    let line = |start: &str| ran.stdout.lines().find(|line| line.starts_with(start)).map(str::to_owned);
    assert!(line("serve.data = \"records\"").is_some_and(|line| line.ends_with("# temoin.toml")), "{}", ran.stdout);
    assert!(line("log.level = \"warn\"").is_some_and(|line| line.ends_with("# flag")), "{}", ran.stdout);
    assert!(line("serve.listen = ").is_some_and(|line| line.ends_with("# default")), "{}", ran.stdout);
}

#[test]
fn another_file_is_named_as_the_origin() {
    let desk = Desk::new(crate::TEMOIN);
    desk.file("temoin.toml", "[serve]\ndata = \"one\"\n").file("machines/two.toml", "[serve]\ndata = \"two\"\n");
    let (value, origin) = setting(&desk, &[], &["--config", "machines/two.toml"], "serve.data");
    assert_eq!(value, "two", "the named file is read instead");
    assert!(origin.contains("two.toml"), "it did not come from `{origin}`");
}

#[test]
fn an_unknown_key_comes_back_with_the_nearest_one() {
    let desk = Desk::new(crate::TEMOIN);
    desk.file("temoin.toml", "[serve]\nupstreem = \"http://127.0.0.1:1\"\n\n[gatway]\nundeclared = \"block\"\n");
    refused(
        &desk,
        &[],
        &[],
        &["temoin.toml:2:1", "did you mean `upstream`", "temoin.toml:4:2", "did you mean `gateway`"],
    );
}

#[test]
fn a_wrong_address_is_refused_wherever_it_was_written() {
    let desk = Desk::new(crate::TEMOIN);
    for wrong in ["nowhere", "127.0.0.1", "127.0.0.1:99999", "http://127.0.0.1:8080", ":8080", ""] {
        refused(&desk, &[], &["--listen", wrong], &["is not an address to listen on", "hint: ", "`127.0.0.1:8080`"]);
        refused(&desk, &[("TEMOIN_CONSOLE", wrong)], &[], &["is not an address to listen on", "`TEMOIN_CONSOLE`"]);
    }
    desk.file("temoin.toml", "[serve]\nlisten = \"nowhere\"\n");
    refused(&desk, &[], &[], &["temoin.toml:2:10", "`nowhere` is not an address to listen on"]);
}

#[test]
fn a_prefix_means_the_same_wherever_it_was_written() {
    let desk = Desk::new(crate::TEMOIN);
    assert_eq!(setting(&desk, &[], &["--prefix", "privacy"], "serve.prefix").0, "/privacy/");
    assert_eq!(setting(&desk, &[("TEMOIN_PREFIX", "/privacy")], &[], "serve.prefix").0, "/privacy/");
    desk.file("temoin.toml", "[serve]\nprefix = \"/privacy\"\n");
    assert_eq!(setting(&desk, &[], &[], "serve.prefix").0, "/privacy/");
}

#[test]
fn a_prefix_that_would_take_the_site_itself_is_refused() {
    let desk = Desk::new(crate::TEMOIN);
    for wrong in ["/", "", "//", "/a b/", "/é/", "/a//b/"] {
        refused(&desk, &[], &["--prefix", wrong], &["cannot be the prefix"]);
    }
    for wrong in ["/", "//", "/a b/"] {
        desk.file("temoin.toml", format!("[serve]\nprefix = \"{wrong}\"\n"));
        refused(&desk, &[], &[], &["temoin.toml"]);
    }
}

#[test]
fn an_unknown_word_names_the_known_ones() {
    let desk = Desk::new(crate::TEMOIN);
    refused(&desk, &[("TEMOIN_UNDECLARED", "strip")], &[], &["`TEMOIN_UNDECLARED`", "`report`, `block`"]);
    refused(&desk, &[], &["--undeclared", "strip"], &["report, block"]);
    refused(&desk, &[], &["--log", "loud"], &["`error`, `warn`, `info`, `debug`"]);
}

#[test]
fn a_settings_file_that_is_named_must_be_there() {
    let desk = Desk::new(crate::TEMOIN);
    refused(&desk, &[], &["--config", "lost.toml"], &["`lost.toml`", "hint: "]);
}

#[test]
fn limits_that_would_serve_nobody_or_never_end_are_refused() {
    let desk = Desk::new(crate::TEMOIN);
    for (line, says) in [
        ("connections = 0", "`connections = 0` under `[serve]`"),
        ("connections_per_address = 0", "`connections_per_address = 0` under `[serve]`"),
        ("drain = \"2 hours\"", "longer than an hour"),
    ] {
        desk.file("temoin.toml", format!("[serve]\n{line}\n"));
        refused(&desk, &[], &[], &[says, "hint: "]);
    }
}

#[test]
fn what_has_no_flag_is_told_too() {
    let desk = Desk::new(crate::TEMOIN);
    let is = |value: &str, origin: &str| (value.to_owned(), origin.to_owned());
    assert_eq!(setting(&desk, &[], &[], "gateway.max_body"), is("4 GiB", "default"));
    desk.file("temoin.toml", "[gateway]\ntrusted_proxies = [\"10.0.0.0/8\"]\nmax_body = \"1 MiB\"\n");
    assert_eq!(setting(&desk, &[], &[], "gateway.trusted_proxies"), is("10.0.0.0/8", "temoin.toml"));
    assert_eq!(setting(&desk, &[], &[], "gateway.max_body"), is("1 MiB", "temoin.toml"));
}
