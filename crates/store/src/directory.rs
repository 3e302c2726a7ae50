//! Opening the data directory.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};
use temoin_consent::Key;

/// What went wrong with the data directory.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// The directory cannot be made or written.
    #[error("the data directory `{path}` cannot be written")]
    Directory {
        /// Where.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The key cannot be read or made.
    #[error("the key `{path}` cannot be read or made")]
    Key {
        /// Where.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The key is not 32 bytes.
    #[error("the key `{path}` is not whole: {length} bytes instead of 32")]
    BadKey {
        /// Where.
        path: PathBuf,
        /// Its length.
        length: usize,
    },
    /// There is a database but no key.
    #[error("the database `{path}` is there, but not the key its choices were signed with")]
    LostKey {
        /// The database.
        path: PathBuf,
    },
    /// The database cannot be opened.
    #[error("the database `{path}` cannot be opened")]
    Database {
        /// Where.
        path: PathBuf,
        /// Why.
        source: sqlx::Error,
    },
    /// A statement failed.
    #[error("the database could not {doing}")]
    Statement {
        /// What was being done.
        doing: &'static str,
        /// Why.
        source: sqlx::Error,
    },
}

/// An open data directory.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) pool: SqlitePool,
    key: Key,
}

/// The tables. Records are never updated and never deleted by the program: a
/// withdrawal is another record. Sightings are sums: they are replaced. Figures
/// are sums that are added to, in which `''` is no purpose. An account has its
/// latest record: to delete its row is to forget the person, for no record says
/// whose it is.
const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS consent (
        id TEXT PRIMARY KEY,
        decided_at INTEGER NOT NULL,
        record TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS account (
        site TEXT NOT NULL,
        pseudonym BLOB NOT NULL,
        record TEXT NOT NULL,
        until INTEGER NOT NULL,
        PRIMARY KEY (site, pseudonym)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS account_record ON account (record);
    CREATE TABLE IF NOT EXISTS edition (
        policy TEXT NOT NULL,
        version TEXT NOT NULL,
        language TEXT NOT NULL,
        published INTEGER NOT NULL,
        title TEXT NOT NULL,
        fragment TEXT NOT NULL,
        digest TEXT NOT NULL,
        PRIMARY KEY (policy, version, language, digest)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS sighting (
        site TEXT NOT NULL,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        fate TEXT NOT NULL,
        place TEXT NOT NULL,
        set_by TEXT NOT NULL,
        count INTEGER NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        PRIMARY KEY (site, kind, name, fate, place, set_by)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS figure (
        site TEXT NOT NULL,
        day TEXT NOT NULL,
        language TEXT NOT NULL,
        device TEXT NOT NULL,
        surface TEXT NOT NULL,
        what TEXT NOT NULL,
        first INTEGER NOT NULL,
        purpose TEXT NOT NULL,
        granted INTEGER NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (site, day, language, device, surface, what, first, purpose, granted)
    ) STRICT, WITHOUT ROWID;
";

impl Store {
    /// Opens `directory`, and makes it with its key and database if it is new.
    pub async fn open(directory: &Path) -> Result<Self, Failed> {
        private(directory).map_err(|source| Failed::Directory { path: directory.to_owned(), source })?;
        let database = directory.join("temoin.db");
        let key = key(directory, database.exists())?;
        // Made before SQLite opens it, and for its owner alone: its other files
        // take the same rights.
        owned(&database).map_err(|source| Failed::Directory { path: database.clone(), source })?;
        let failed = |source| Failed::Database { path: database.clone(), source };
        let options = SqliteConnectOptions::new()
            .filename(&database)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // FULL in WAL mode syncs at each commit: an acknowledged choice
            // survives the loss of power, not only of the process.
            .synchronous(SqliteSynchronous::Full)
            // What is deleted is overwritten: an account's link to a record is to be gone.
            .pragma("secure_delete", "ON")
            .busy_timeout(Duration::from_secs(5));
        let pool = SqlitePoolOptions::new()
            .max_connections(4)
            .acquire_timeout(Duration::from_secs(5))
            .connect_with(options)
            .await
            .map_err(failed)?;
        sqlx::raw_sql(SCHEMA).execute(&pool).await.map_err(failed)?;
        Ok(Self { pool, key })
    }

    /// The key that choice cookies are signed with.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// Closes the database; what was acknowledged is already on disk.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// The database of a directory that may be in use, to be read: nothing there is
/// made or changed. None where there is none, or none that has `table`.
pub(crate) async fn read_only(directory: &Path, table: &str) -> Result<Option<SqliteConnection>, Failed> {
    let path = directory.join("temoin.db");
    if !path.exists() {
        return Ok(None);
    }
    let failed = |source| Failed::Database { path: path.clone(), source };
    let options = SqliteConnectOptions::new().filename(&path).read_only(true);
    let mut connection = options.connect().await.map_err(failed)?;
    let found = sqlx::query("SELECT 1 FROM sqlite_schema WHERE name = ?").bind(table);
    if found.fetch_optional(&mut connection).await.map_err(failed)?.is_some() {
        return Ok(Some(connection));
    }
    close(connection).await.map(|()| None)
}

/// Closes what [`read_only`] opened.
pub(crate) async fn close(connection: SqliteConnection) -> Result<(), Failed> {
    connection.close().await.map_err(|source| Failed::Statement { doing: "be closed", source })
}

/// Makes the directory for its owner alone: whoever reads the records knows
/// every visitor's secret.
fn private(directory: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

/// Makes a file for its owner alone, if it is not there.
fn owned(path: &Path) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// Reads the key, or makes it, once.
fn key(directory: &Path, has_database: bool) -> Result<Key, Failed> {
    let path = directory.join("choice.key");
    let failed = |source| Failed::Key { path: path.clone(), source };
    match fs::read(&path) {
        Ok(bytes) => {
            let length = bytes.len();
            let bytes = bytes.try_into().map_err(|_| Failed::BadKey { path: path.clone(), length })?;
            Ok(Key::new(bytes))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            if has_database {
                return Err(Failed::LostKey { path: directory.join("temoin.db") });
            }
            let mut bytes = [0; 32];
            getrandom::fill(&mut bytes).map_err(|error| failed(std::io::Error::other(error)))?;
            write_secret(&path, &bytes).map_err(failed)?;
            Ok(Key::new(bytes))
        }
        Err(error) => Err(failed(error)),
    }
}

/// Writes a file that only its owner reads. Whole or not at all: a crash
/// leaves the temporary file, which the next start replaces.
fn write_secret(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let temporary = path.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&temporary, path)?;
    fs::File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
}
