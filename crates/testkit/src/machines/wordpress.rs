//! The other real content manager: WordPress, as Debian installs it.
//!
//! It is the one most sites are made with, and asks more of a gateway than a wiki: an
//! editor that is a program in the page and writes through an API, addresses that are
//! absolute, several cookies of one sign-in on several paths, and three kinds of requests
//! elsewhere that nobody who writes a page ever decided: avatars, emoji, fonts.
//!
//! Each [`WordPress`] is private: its code is the system's, linked to rather than copied;
//! its configuration, uploads and database live in a directory the caller gives.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use super::mariadb::MariaDb;
use super::php::{self, Php};

/// Where the code is, in Debian's package.
const CODE: &str = "/usr/share/wordpress";

const DATABASE: &str = "wordpress";

/// Addresses are those of whoever asks: its own, or the gateway's. It looks for nothing on
/// the Internet, and does later what it would do in visits.
const CONFIG: &str = "
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $use) {
    define($use . '_KEY', 'a key that guards nothing: ' . $use);
    define($use . '_SALT', 'a salt that guards nothing: ' . $use);
}
define('WP_HOME', 'http://' . $_SERVER['HTTP_HOST']);
define('WP_SITEURL', WP_HOME);
define('WP_DEFAULT_THEME', 'twentytwentyone');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('DB_USER', 'wordpress');
define('DB_PASSWORD', '');
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
$table_prefix = 'wp_';
require ABSPATH . 'wp-settings.php';
";

/// What the webmaster of this site pasted in, as a plugin that is always on.
const PASTED: &str = r#"<?php
add_action('wp_head', function () { ?>
<link rel="preconnect" href="https://fonts.gstatic.com" crossorigin>
<link rel="stylesheet" href="https://fonts.googleapis.com/css2?family=Lora:wght@400;700&amp;display=swap">
<script async src="https://www.googletagmanager.com/gtag/js?id=G-TEST"></script>
<script>
window.dataLayer = window.dataLayer || [];
function gtag(){dataLayer.push(arguments);}
gtag('js', new Date());
gtag('config', 'G-TEST');
</script>
<?php });
"#;

/// What installs the site and writes its first pages.
const INSTALL: &str = include_str!("wordpress.php");

/// A running site, stopped when dropped.
#[derive(Debug)]
pub struct WordPress {
    // Before the database, which it asks.
    php: Php,
    _database: MariaDb,
}

impl WordPress {
    /// The administrator's name.
    pub const USER: &str = "admin";
    /// The administrator's password.
    pub const PASSWORD: &str = "gazette-2026";

    /// Makes a site under `directory` and waits until it serves its first page.
    #[track_caller]
    pub fn start(directory: &Path) -> Self {
        assert!(Path::new(CODE).join("wp-load.php").is_file(), "wordpress is installed: `cargo xtask setup`");
        let database = MariaDb::start(&directory.join("db"), DATABASE);
        let root = directory.join("site");
        fill(directory, &root, database.socket());
        php::run(directory, &directory.join("install.php"));
        Self { php: Php::serve(&root, directory, "/"), _database: database }
    }

    /// Where it listens: `127.0.0.1:1234`.
    pub fn address(&self) -> String {
        self.php.address()
    }
}

/// Makes the directory that is served: the system's code, the site's own configuration.
fn fill(directory: &Path, root: &Path, socket: &Path) {
    let content = root.join("wp-content");
    fs::create_dir_all(content.join("uploads")).expect("a directory");
    fs::create_dir_all(content.join("mu-plugins")).expect("a directory");
    let code = Path::new(CODE);
    for entry in fs::read_dir(code).expect("a directory") {
        let name = entry.expect("an entry").file_name();
        if name != "wp-content" && name != "wp-config.php" {
            symlink(code.join(&name), root.join(&name)).expect("a link");
        }
    }
    for name in ["themes", "plugins"] {
        symlink(code.join("wp-content").join(name), content.join(name)).expect("a link");
    }
    let write = |path: &str, text: &str| fs::write(directory.join(path), text).expect("a file");
    // Scripts that are linked to find their site by this, not beside themselves.
    write(php::FIRST, &format!("<?php define('ABSPATH', {});\n", php::quoted(&root.join(""))));
    let host = format!("'localhost:' . {}", php::quoted(socket));
    let config = format!("<?php\ndefine('DB_NAME', '{DATABASE}');\ndefine('DB_HOST', {host});{CONFIG}");
    write("site/wp-config.php", &config);
    write("site/wp-content/mu-plugins/pasted.php", PASTED);
    write("install.php", INSTALL);
}
