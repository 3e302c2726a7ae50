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

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Where the code is, in Debian's package.
const CODE: &str = "/usr/share/dokuwiki";

/// Where PHP's command line is; tried in order.
const PHP: [&str; 2] = ["/usr/bin/php", "/usr/local/bin/php"];

/// How long PHP may take until a first page is served.
const PATIENCE: Duration = Duration::from_secs(20);

/// How many ports to try: one that was free may be taken before PHP asks for it.
const PORTS: usize = 5;

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

/// Why there is no wiki.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// PHP or `DokuWiki` is not on this machine.
    #[error("{} is not installed", .path.display())]
    Missing {
        /// What was looked for.
        path: PathBuf,
    },
    /// The private directory could not be filled.
    #[error("cannot write {}", .path.display())]
    Write {
        /// What was being written.
        path: PathBuf,
        /// What the file system answered.
        source: io::Error,
    },
    /// No port, or no process.
    #[error("cannot run php")]
    Run {
        /// What the system answered.
        source: io::Error,
    },
    /// PHP ran, and served no page.
    #[error("the wiki did not start; php says: {log}")]
    Silent {
        /// What PHP wrote.
        log: String,
    },
}

/// A running wiki, stopped when dropped.
#[derive(Debug)]
pub struct DokuWiki {
    address: SocketAddr,
    php: Child,
}

impl DokuWiki {
    /// The superuser's name.
    pub const USER: &str = "admin";
    /// The superuser's password.
    pub const PASSWORD: &str = "registre-2026";

    /// Makes a wiki under `dir` and waits until it serves its first page.
    pub fn start(dir: &Path) -> Result<Self, Error> {
        let php = PHP.iter().map(Path::new).find(|path| path.is_file());
        let Some(php) = php else {
            return Err(Error::Missing { path: PHP[0].into() });
        };
        if !Path::new(CODE).join("doku.php").is_file() {
            return Err(Error::Missing { path: CODE.into() });
        }
        fill(dir)?;
        let mut log = String::new();
        for _ in 0..PORTS {
            let mut wiki = Self::run(php, dir)?;
            if wiki.answers() {
                return Ok(wiki);
            }
            drop(wiki);
            log = fs::read_to_string(dir.join("php.log")).unwrap_or_default();
            if !log.contains("Address already in use") {
                break;
            }
        }
        Err(Error::Silent { log })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its scheme, host and port, without a final slash.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address of one of its pages: `start`, `acces`.
    pub fn url(&self, page: &str) -> String {
        format!("http://{}/doku.php?id={page}", self.address)
    }

    fn run(php: &Path, dir: &Path) -> Result<Self, Error> {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let address = free.map_err(|source| Error::Run { source })?;
        let path = dir.join("php.log");
        let log = File::create(&path).map_err(|source| Error::Write { path, source })?;
        let php = Command::new(php)
            .arg("-d")
            .arg(setting("auto_prepend_file", &dir.join("prepend.php")))
            .arg("-d")
            .arg(setting("session.save_path", &dir.join("sessions")))
            .args(["-d", "display_errors=0", "-d", "log_errors=1"])
            .args(["-S", &address.to_string(), "-t", CODE])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .map_err(|source| Error::Run { source })?;
        Ok(Self { address, php })
    }

    /// Waits for the front page, as long as PHP runs.
    fn answers(&mut self) -> bool {
        let start = Instant::now();
        while start.elapsed() < PATIENCE && matches!(self.php.try_wait(), Ok(None)) {
            if self.status().is_ok_and(|line| line.contains(" 200 ")) {
                return true;
            }
            thread::sleep(Duration::from_millis(10));
        }
        false
    }

    /// The status line of the front page.
    fn status(&self) -> io::Result<String> {
        let mut stream = TcpStream::connect_timeout(&self.address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        write!(stream, "GET /doku.php HTTP/1.0\r\nHost: {}\r\n\r\n", self.address)?;
        let mut page = Vec::new();
        stream.read_to_end(&mut page)?;
        let page = String::from_utf8_lossy(&page);
        Ok(page.lines().next().unwrap_or_default().to_owned())
    }
}

impl Drop for DokuWiki {
    fn drop(&mut self) {
        // Fails when PHP ended before.
        let _ = self.php.kill();
        let _ = self.php.wait();
    }
}

/// Writes the configuration and the pages.
fn fill(dir: &Path) -> Result<(), Error> {
    let quoted = |path: PathBuf| {
        let path = path.display().to_string();
        format!("'{}'", path.replace('\\', "\\\\").replace('\'', "\\'"))
    };
    for store in STORES {
        make(&dir.join("data").join(store))?;
    }
    make(&dir.join("conf"))?;
    make(&dir.join("sessions"))?;
    // What `DokuWiki` writes and prefers goes here; Debian's own preload, which comes
    // next, leaves alone what is defined already.
    let conf = quoted(dir.join("conf/"));
    write(&dir.join("prepend.php"), &format!("<?php define('DOKU_CONF', {conf});\n"))?;
    let local = format!("{LOCAL}{};\n", quoted(dir.join("data")));
    let files = [
        ("local.php", local.as_str()),
        ("plugins.local.php", PLUGINS),
        ("acl.auth.php", ACL),
        ("users.auth.php", USERS),
        ("meta.html", META),
    ];
    for (name, text) in files {
        write(&dir.join("conf").join(name), text)?;
    }
    for (name, text) in PAGES {
        write(&dir.join("data/pages").join(name).with_extension("txt"), text)?;
    }
    Ok(())
}

fn setting(name: &str, path: &Path) -> String {
    format!("{name}={}", path.display())
}

fn make(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(|source| Error::Write { path: path.to_owned(), source })
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    fs::write(path, text).map_err(|source| Error::Write { path: path.to_owned(), source })
}
