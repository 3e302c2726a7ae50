//! The listener of https: certificates from files or from an authority, and
//! what becomes of who comes by http.

use std::path::Path;
use std::sync::Arc;

use http::header::STRICT_TRANSPORT_SECURITY;
use http::{HeaderValue, Request};
use temoin_gateway::{BadCertificate, Body, CertificateFiles, Entrance, Tls, to_https};
use temoin_register::is_loopback;
use temoin_server::Front;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::output::Failure;
use crate::settings::HttpsPlan;
use crate::visitors::{address, bind, stopped};

/// Everything about https that is not plain HTTP's.
pub(crate) struct Https {
    pub(crate) listener: TcpListener,
    tls: Arc<Tls>,
    redirect: bool,
    hsts: Option<HeaderValue>,
    #[cfg(feature = "acme")]
    acme: Option<temoin_gateway::Acme>,
}

impl Https {
    /// Reads the certificates, sees that they are for these `hosts`, and binds.
    pub(crate) async fn bind(plan: HttpsPlan, data: &Path, hosts: &[String]) -> Result<Self, Failure> {
        let files = plan.certificates.value.iter();
        let files = files.map(|pair| CertificateFiles { certificate: pair.certificate.clone(), key: pair.key.clone() });
        let tls = Arc::new(Tls::open(files.collect()).map_err(|error| refused(error, &plan.certificates.origin))?);
        if plan.acme.is_none() {
            covered(&tls, hosts)?;
        }
        #[cfg(not(feature = "acme"))]
        let _ = data;
        #[cfg(not(feature = "acme"))]
        if plan.acme.is_some() {
            return Err(Failure::usage("this program was built without ACME")
                .hint("leave `[acme]` out, or build it with the feature `acme`"));
        }
        #[cfg(feature = "acme")]
        let acme = plan.acme.map(|acme| authority(acme, data, &tls, hosts)).transpose()?;
        let age = plan.hsts.map(|seconds| format!("max-age={seconds}"));
        Ok(Self {
            listener: bind(plan.listen.value, "--tls-listen").await?,
            tls,
            redirect: plan.redirect.value,
            hsts: age.map(|age| HeaderValue::try_from(age).expect("a number is a header's value")),
            #[cfg(feature = "acme")]
            acme,
        })
    }

    /// Serves both listeners until they are to stop, and keeps certificates
    /// fresh meanwhile. Returns how many connections had to be broken off.
    pub(crate) async fn serve(
        self,
        plain: Entrance,
        encrypted: impl FnOnce(TcpListener) -> Entrance,
        front: Arc<Front>,
        stop: watch::Receiver<bool>,
    ) -> usize {
        let port = address(&self.listener).map_or(443, |address| address.port());
        let encrypted = encrypted(self.listener).encrypted(self.tls.clone());
        let fresh = tokio::spawn(self.tls.clone().keep_fresh());
        #[cfg(feature = "acme")]
        let (questions, acme) = match self.acme {
            Some(acme) => {
                let (sites, tls) = (front.clone(), self.tls.clone());
                (acme.questions(), Some(tokio::spawn(acme.keep(move || asked_for(&tls, &hosts(&sites))))))
            }
            None => (Arc::default(), None),
        };
        let (answers, hsts) = (front.clone(), self.hsts);
        let answer = move |request: Request<Body>, peer| {
            let (front, hsts) = (answers.clone(), hsts.clone());
            async move {
                let mut answer = front.answer(request, peer).await;
                if let Some(hsts) = hsts {
                    answer.headers_mut().entry(STRICT_TRANSPORT_SECURITY).or_insert(hsts);
                }
                answer
            }
        };
        let redirect = self.redirect;
        let by_http = move |request: Request<Body>, peer| {
            let front = front.clone();
            #[cfg(feature = "acme")]
            let questions = questions.clone();
            async move {
                #[cfg(feature = "acme")]
                if let Some(answer) = questions.answer(&request) {
                    return answer;
                }
                if redirect {
                    to_https(&request, port, |host| serves(&front, host))
                } else {
                    front.answer(request, peer).await
                }
            }
        };
        let (broken, _) =
            tokio::join!(encrypted.serve(answer, stopped(stop.clone())), plain.serve(by_http, stopped(stop)));
        fresh.abort();
        #[cfg(feature = "acme")]
        acme.inspect(tokio::task::JoinHandle::abort);
        broken
    }
}

/// A certificate that cannot be used.
fn refused(error: BadCertificate, origin: &str) -> Failure {
    let (help, place) = (error.help(), if origin == "flag" { String::new() } else { format!(" (in `{origin}`)") });
    if error.is_unreadable() {
        return Failure::environment(error, format!("https cannot be served{place}")).hint(help);
    }
    Failure::usage(format!("{error}{place}")).hint(help)
}

/// Sees that browsers will take the certificates for the sites.
fn covered(tls: &Tls, hosts: &[String]) -> Result<(), Failure> {
    let certificates = tls.certificates();
    let public: Vec<_> = hosts.iter().filter(|host| !is_loopback(host)).collect();
    let bare: Vec<_> =
        public.iter().filter(|host| !certificates.iter().any(|certificate| certificate.covers(host))).collect();
    if !bare.is_empty() && bare.len() == public.len() {
        let names: Vec<_> =
            certificates.iter().flat_map(|certificate| &certificate.names).map(String::as_str).collect();
        let message = format!("no certificate is for `{}`: they are for {}", bare[0], listed(&names));
        return Err(Failure::usage(message).hint("name a certificate for the hosts of the register's `[site] urls`"));
    }
    for host in bare {
        tracing::warn!(host = %host, "no certificate is for this host: browsers refuse it");
    }
    Ok(())
}

fn listed(names: &[&str]) -> String {
    if names.is_empty() { "no host".to_owned() } else { format!("`{}`", names.join("`, `")) }
}

/// Whether one of the sites is at `host`.
fn serves(front: &Front, host: &str) -> bool {
    front.sites().iter().any(|served| served.app.gateway.site.scheme(host).is_some())
}

/// The hosts of the sites that are served.
#[cfg(feature = "acme")]
fn hosts(front: &Front) -> Vec<String> {
    let sites = front.sites();
    sites.iter().flat_map(|served| crate::sites::hosts(&served.app.gateway.site.register)).collect()
}

/// Those that an authority gives certificates for, and no file does.
#[cfg(feature = "acme")]
fn asked_for(tls: &Tls, hosts: &[String]) -> Vec<String> {
    let is_name =
        |host: &&String| !is_loopback(host) && !host.starts_with('[') && host.parse::<std::net::IpAddr>().is_err();
    hosts.iter().filter(is_name).filter(|host| !tls.has_file_for(host)).cloned().collect()
}

#[cfg(feature = "acme")]
fn authority(
    plan: crate::settings::AcmePlan,
    data: &Path,
    tls: &Arc<Tls>,
    hosts: &[String],
) -> Result<temoin_gateway::Acme, Failure> {
    use temoin_gateway::{Acme, AcmeError, Authority};
    let authority = Authority { directory: plan.directory.value, contact: plan.contact, root: plan.root };
    Acme::open(authority, data, tls.clone(), &asked_for(tls, hosts)).map_err(|error| {
        let hint = match &error {
            AcmeError::Data { .. } => "choose a directory that can be written with `--data DIR`",
            AcmeError::Untrusted(untrusted) => untrusted.help(),
        };
        Failure::environment(error, "certificates cannot be asked for").hint(hint)
    })
}
