//! A real wiki to stand behind the product: `DokuWiki`, as Debian installs it.
//!
//! A gateway that rewrites pages is only as good as the pages it met. Those of a content
//! manager of the world have what fixtures lack: scripts inline and not, cookies of four
//! kinds, forms that carry tokens, redirects, styles made by a script. So some journeys
//! run against this one, told to be what a small institution's site is — in French, with
//! a picture and a video from elsewhere, and an analytics tag its webmaster pasted in.
//!
//! Each [`DokuWiki`] is private: the code is the system's, read in place, while its
//! configuration, pages, sessions and caches live in a directory the caller gives. PHP's
//! own server runs it, and ends with the value.

use std::fs;
use std::path::Path;

use super::php::{self, Php};

/// Where the code is, in Debian's package.
const CODE: &str = "/usr/share/dokuwiki";

/// What `DokuWiki` asks to exist, under the directory it saves in.
const STORES: [&str; 11] =
    ["attic", "cache", "index", "locks", "log", "media", "media_attic", "media_meta", "meta", "pages", "tmp"];

/// `securecookie` would name the login cookie after the port, hence anew at each start.
/// `htmlok` lets pages hold HTML, as many a site of that age does.
const LOCAL: &str = "<?php
$conf['title'] = 'Les Archives du Val';
$conf['lang'] = 'fr';
$conf['license'] = '';
$conf['useheading'] = 1;
$conf['useacl'] = 1;
$conf['superuser'] = 'admin';
$conf['disableactions'] = 'register,resendpwd';
$conf['htmlok'] = 1;
$conf['securecookie'] = 0;
$conf['savedir'] = ";

/// Shipped enabled, and complains of it on every page.
const PLUGINS: &str = "<?php\n$plugins['testing'] = 0;\n";

const ACL: &str = "# <?php exit()?>\n*\t@ALL\t1\n*\t@user\t8\n";

/// [`DokuWiki::PASSWORD`], hashed at the lowest cost: it guards nothing.
const USERS: &str = "# <?php exit()?>\n\
    admin:$2y$04$hJyaqNp5DD/ZtWP5Beh7p.hY5V4fwPzIXkRUc7fIlCfLzdiwaQX1W:Camille:camille@archives.example:admin,user\n";

/// Goes at the end of each page's head, as the template provides for.
const META: &str = r#"<script async src="https://www.googletagmanager.com/gtag/js?id=G-TEST"></script>
<script>
window.dataLayer = window.dataLayer || [];
function gtag(){dataLayer.push(arguments);}
gtag('js', new Date());
gtag('config', 'G-TEST');
</script>
"#;

const PAGES: [(&str, &str); 2] = [
    (
        "start",
        r#"====== Les Archives du Val ======

Bienvenue aux **Archives du Val** : registres paroissiaux, cadastre et fonds privés de la vallée, de 1612 à nos jours. La [[acces|salle de lecture]] est ouverte à tous, sans inscription.

===== Le document du mois =====

{{https://images.example.net/registre-1790.jpg?400|Une page du registre de 1790}}

Le registre des délibérations de 1790 vient d'être numérisé. Les premières pages disent le dégel, la crue et le pont emporté.

===== La visite en vidéo =====

<HTML>
<p><iframe width="560" height="315" src="https://www.youtube.com/embed/aqz-KE-bpKQ" title="La visite des archives" allowfullscreen></iframe></p>
<p><img class="plan" src="https://tuiles.example.org/val/12/2112/1456.png" alt="Plan d'accès"></p>
</HTML>

===== Nouvelles =====

  * La salle ferme le jeudi 24 décembre.
  * Les tables décennales sont en ligne.
"#,
    ),
    (
        "acces",
        "====== Venir aux archives ======\n\n2, place du Marché. Du mardi au vendredi, de 9 h à 17 h.\n\n\
         Retour à l'[[start|accueil]].\n",
    ),
];

/// A running wiki, stopped when dropped.
#[derive(Debug)]
pub struct DokuWiki {
    php: Php,
}

impl DokuWiki {
    /// The superuser's name.
    pub const USER: &str = "admin";
    /// The superuser's password.
    pub const PASSWORD: &str = "registre-2026";

    /// Makes a wiki under `directory` and waits until it serves its first page.
    #[track_caller]
    pub fn start(directory: &Path) -> Self {
        assert!(Path::new(CODE).join("doku.php").is_file(), "dokuwiki is installed: `cargo xtask setup`");
        fill(directory);
        Self { php: Php::serve(Path::new(CODE), directory, "/doku.php") }
    }

    /// Where it listens: `127.0.0.1:1234`.
    pub fn address(&self) -> String {
        self.php.address()
    }
}

/// Writes the configuration and the pages.
fn fill(directory: &Path) {
    for store in STORES {
        fs::create_dir_all(directory.join("data").join(store)).expect("a directory");
    }
    fs::create_dir_all(directory.join("conf")).expect("a directory");
    let write = |path: &str, text: &str| fs::write(directory.join(path), text).expect("a file");
    // What `DokuWiki` writes and prefers goes here; Debian's own preload, which comes
    // next, leaves alone what is defined already.
    let conf = php::quoted(&directory.join("conf/"));
    write(php::FIRST, &format!("<?php define('DOKU_CONF', {conf});\n"));
    write("conf/local.php", &format!("{LOCAL}{};\n", php::quoted(&directory.join("data"))));
    write("conf/plugins.local.php", PLUGINS);
    write("conf/acl.auth.php", ACL);
    write("conf/users.auth.php", USERS);
    write("conf/meta.html", META);
    for (name, text) in PAGES {
        write(&format!("data/pages/{name}.txt"), text);
    }
}
