//! One order: an account, the authority's question, a key and a certificate.

use std::sync::Arc;
use std::time::Duration;

use instant_acme::{
    Account, AuthorizationStatus, ChallengeType, Identifier, KeyAuthorization, NewAccount, NewOrder, Order,
    OrderStatus, Problem, RetryPolicy,
};
use rcgen::{CertificateParams, CustomExtension, KeyPair};
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use rustls::sign::CertifiedKey;

use super::Acme;
use crate::tls::{BadCertificate, Certificate};

/// How long the authority may take to look, and to sign.
const PATIENCE: RetryPolicy = RetryPolicy::new().timeout(Duration::from_secs(90));
/// What it says of an account that it has forgotten.
const UNKNOWN_ACCOUNT: &str = "urn:ietf:params:acme:error:accountDoesNotExist";

/// Why there is no certificate.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failed {
    #[error("the authority cannot be spoken to, or refused")]
    Directory(#[from] instant_acme::Error),
    #[error("the authority could not verify the host: {0}")]
    Unverified(String),
    #[error("the authority asks no question that can be answered here")]
    NoQuestion,
    #[error("the proof could not be made")]
    Proof(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("the certificate cannot be kept")]
    Kept(#[source] std::io::Error),
    #[error("the certificate is not usable")]
    Bad(#[from] BadCertificate),
}

impl Acme {
    /// A new certificate for `host`, already kept. After a failure, another
    /// kind of question is preferred.
    pub(super) async fn order(&self, host: &str, failures: u32) -> Result<Certificate, Failed> {
        let names = [Identifier::Dns(host.to_owned())];
        let mut order = match self.account().await?.new_order(&NewOrder::new(&names)).await {
            Err(instant_acme::Error::Api(Problem { r#type: Some(kind), .. })) if kind == UNKNOWN_ACCOUNT => {
                self.kept.forget_account().map_err(Failed::Kept)?;
                self.account().await?.new_order(&NewOrder::new(&names)).await?
            }
            order => order?,
        };
        let proven = self.prove(host, &mut order, failures).await?;
        match order.poll_ready(&PATIENCE).await {
            Ok(OrderStatus::Ready | OrderStatus::Valid) => {}
            refused => {
                return Err(self.unverified(&mut order).await.unwrap_or_else(|| match refused {
                    Err(error) => error.into(),
                    Ok(status) => Failed::Unverified(format!("its order is {status:?}")),
                }));
            }
        }
        drop(proven);
        let key = order.finalize().await?;
        let chain = order.poll_certificate(&PATIENCE).await?;
        let files = self.kept.keep(host, &key, &chain).map_err(Failed::Kept)?;
        Ok(Certificate::read(&files)?)
    }

    /// Our account, made on the first order.
    async fn account(&self) -> Result<Account, Failed> {
        let builder = Account::builder_with_http(Box::new(self.directory.clone()));
        if let Some(known) = self.kept.account().map_err(Failed::Kept)? {
            return Ok(builder.from_credentials(known).await?);
        }
        let contact: Vec<&str> = self.authority.contact.as_deref().into_iter().collect();
        // That the terms were agreed to was asked for by the settings.
        let new = NewAccount { contact: &contact, terms_of_service_agreed: true, only_return_existing: false };
        let (account, credentials) = builder.create(&new, self.authority.directory.clone(), None).await?;
        self.kept.keep_account(&credentials).map_err(Failed::Kept)?;
        Ok(account)
    }

    /// Puts the answers where the authority looks, and tells it to look. They
    /// stay until what this gives is dropped.
    async fn prove(&self, host: &str, order: &mut Order, failures: u32) -> Result<Vec<Proven<'_>>, Failed> {
        let mut kinds = [ChallengeType::TlsAlpn01, ChallengeType::Http01];
        if failures % 2 == 1 {
            kinds.reverse();
        }
        let mut proven = Vec::new();
        let mut authorizations = order.authorizations();
        while let Some(authorization) = authorizations.next().await {
            let mut authorization = authorization?;
            if authorization.status == AuthorizationStatus::Valid {
                continue;
            }
            let offered = |kind: &&ChallengeType| authorization.challenges.iter().any(|asked| asked.r#type == **kind);
            let kind = kinds.iter().find(offered).ok_or(Failed::NoQuestion)?.clone();
            let mut question = authorization.challenge(kind).ok_or(Failed::NoQuestion)?;
            let answer = question.key_authorization();
            proven.push(if question.r#type == ChallengeType::Http01 {
                self.questions.expect(&question.token, answer.as_str());
                Proven { acme: self, host: None, token: Some(question.token.clone()) }
            } else {
                self.tls.prove(host, Some(proof(host, &answer).map_err(Failed::Proof)?));
                Proven { acme: self, host: Some(host.to_owned()), token: None }
            });
            question.set_ready().await?;
        }
        Ok(proven)
    }

    /// What the authority saw when it looked, if it says so.
    async fn unverified(&self, order: &mut Order) -> Option<Failed> {
        let mut authorizations = order.authorizations();
        while let Some(Ok(mut authorization)) = authorizations.next().await {
            let state = authorization.refresh().await.ok()?;
            if let Some(error) = state.challenges.iter().find_map(|challenge| challenge.error.as_ref()) {
                return Some(Failed::Unverified(error.detail.clone().unwrap_or_else(|| error.to_string())));
            }
        }
        None
    }
}

/// An answer that is in its place.
struct Proven<'a> {
    acme: &'a Acme,
    host: Option<String>,
    token: Option<String>,
}

impl Drop for Proven<'_> {
    fn drop(&mut self) {
        self.host.iter().for_each(|host| self.acme.tls.prove(host, None));
        self.token.iter().for_each(|token| self.acme.questions.forget(token));
    }
}

/// The certificate that says nothing but the answer (RFC 8737 §3).
fn proof(host: &str, answer: &KeyAuthorization) -> Result<Arc<CertifiedKey>, Box<dyn std::error::Error + Send + Sync>> {
    let mut params = CertificateParams::new([host.to_owned()])?;
    params.custom_extensions = vec![CustomExtension::new_acme_identifier(answer.digest().as_ref())];
    let key = KeyPair::generate()?;
    let certificate = params.self_signed(&key)?;
    let key = PrivateKeyDer::try_from(key.serialize_der())?;
    Ok(Arc::new(CertifiedKey::new(vec![certificate.into()], ring::sign::any_supported_type(&key)?)))
}
