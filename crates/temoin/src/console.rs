//! Asking the console of a running gateway.

use std::collections::BTreeMap;
use std::time::Duration;

use http_body_util::{BodyExt as _, Empty, Limited};
use hyper_util::rt::TokioIo;
use serde_json::Value;

use crate::output::Failure;
use crate::run::runtime;

/// How long a console may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// In bytes: a thousand names in twenty places each are some megabytes.
const LARGEST: usize = 64 * 1024 * 1024;

/// What a console told of each site that it serves.
pub(crate) struct Told {
    console: String,
    sites: BTreeMap<String, Value>,
}

impl Told {
    /// What `console` answers at `path`, in a report of schema 1.
    pub(crate) fn by(console: &str, path: &str) -> Result<Self, Failure> {
        let told = runtime()?.block_on(ask(console, path))?;
        sites(&told).map(|sites| Self { console: console.to_owned(), sites }).ok_or_else(|| other_version(console))
    }

    /// What it told of `site`, as `read` reads it.
    pub(crate) fn of<T>(&mut self, site: &str, read: impl Fn(&Value) -> Option<T>) -> Result<T, Failure> {
        let Some(told) = self.sites.remove(site) else {
            let served: Vec<String> = self.sites.keys().map(|site| format!("`{site}`")).collect();
            return Err(Failure::usage(format!("that gateway does not serve the site `{site}`"))
                .hint(format!("name the register of one that it serves: {}", served.join(", "))));
        };
        read(&told).ok_or_else(|| other_version(&self.console))
    }
}

fn sites(told: &Value) -> Option<BTreeMap<String, Value>> {
    let sites = told.get("sites").filter(|_| told["schema"] == 1)?.as_array()?;
    sites.iter().map(|site| Some((site["site"].as_str()?.to_owned(), site.clone()))).collect()
}

fn other_version(console: &str) -> Failure {
    away(console, anyhow::anyhow!("what it answered is no report of this version"))
}

fn away(console: &str, error: anyhow::Error) -> Failure {
    Failure::environment(error, format!("the console `{console}` does not answer"))
}

async fn ask(console: &str, path: &str) -> Result<Value, Failure> {
    let bad = || {
        Failure::usage(format!("`{console}` is not the address of a console"))
            .hint("write it as `temoin serve` prints it: `--console http://127.0.0.1:8081`")
    };
    let uri: http::Uri = console.parse().map_err(|_| bad())?;
    let authority = uri.authority().filter(|_| uri.scheme_str() == Some("http")).ok_or_else(bad)?;
    let address = match authority.port_u16() {
        Some(_) => authority.as_str().to_owned(),
        None => format!("{authority}:80"),
    };
    let answer = async {
        let stream = tokio::net::TcpStream::connect(address).await?;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        let request = http::Request::get(path).header(http::header::HOST, authority.as_str());
        let response = sender.send_request(request.body(Empty::<hyper::body::Bytes>::new())?).await?;
        anyhow::ensure!(response.status().is_success(), "it answered {}", response.status());
        let body =
            Limited::new(response.into_body(), LARGEST).collect().await.map_err(|error| anyhow::anyhow!(error))?;
        Ok(serde_json::from_slice::<Value>(&body.to_bytes())?)
    };
    let told = tokio::time::timeout(PATIENCE, answer).await.map_err(|error| away(console, error.into()))?;
    told.map_err(|error| away(console, error))
}
