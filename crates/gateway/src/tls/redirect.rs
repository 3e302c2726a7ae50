//! From http to https.

use http::header::{CACHE_CONTROL, HOST, LOCATION};
use http::{HeaderValue, Request, Response, StatusCode};

use crate::body::{Body, full};
use crate::problem::problem_page;

/// Sends a visitor to the same address by https, if `serves` knows the host.
///
/// Whoever came to the usual port (no port in `Host`) is sent to the usual
/// one, whatever the listeners' own are: what stands before them forwards
/// both. Whoever named a port is sent to `port`.
pub fn to_https(request: &Request<Body>, port: u16, serves: impl Fn(&str) -> bool) -> Response<Body> {
    let mut hosts = request.headers().get_all(HOST).iter();
    let host = hosts.next().filter(|_| hosts.next().is_none()).and_then(|host| host.to_str().ok());
    let Some(host) = host.filter(|host| serves(host)) else {
        let detail = "this host is not one that the register names";
        return problem_page(request.headers(), StatusCode::MISDIRECTED_REQUEST, detail);
    };
    let name = host.rsplit_once(':').filter(|(_, port)| !port.contains(']'));
    let authority = match name {
        Some((name, _)) if port != 443 => format!("{name}:{port}"),
        Some((name, _)) => name.to_owned(),
        None => host.to_owned(),
    };
    let path = request.uri().path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    let Ok(location) = HeaderValue::try_from(format!("https://{authority}{path}")) else {
        return problem_page(request.headers(), StatusCode::BAD_REQUEST, "this address cannot be read");
    };
    let mut response = Response::new(full(""));
    *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
    response.headers_mut().insert(LOCATION, location);
    // Browsers keep a 308 for ever otherwise, and TLS may be given to another
    // server tomorrow.
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("max-age=86400"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(host: &str, uri: &str, port: u16, expected: (u16, Option<&str>)) {
        let request = Request::builder().uri(uri).header(HOST, host).body(full("")).expect("a request");
        let response = to_https(&request, port, |host| host.starts_with("school.example") || host.starts_with('['));
        let location = response.headers().get(LOCATION).map(|location| location.to_str().expect("text"));
        assert_eq!((response.status().as_u16(), location), expected, "{host} {uri}");
    }

    #[test]
    fn the_same_address_is_reached_by_https() {
        case("school.example", "/a?b=c", 443, (308, Some("https://school.example/a?b=c")));
        case("school.example", "/", 8443, (308, Some("https://school.example/")));
        case("school.example:8080", "/", 8443, (308, Some("https://school.example:8443/")));
        case("school.example:8080", "/", 443, (308, Some("https://school.example/")));
        case("[::1]:8080", "/", 8443, (308, Some("https://[::1]:8443/")));
        case("[::1]", "//evil.example", 443, (308, Some("https://[::1]//evil.example")));
    }

    #[test]
    fn nobody_is_sent_to_a_host_that_is_not_served() {
        case("evil.example", "/", 443, (421, None));
        case("", "/", 443, (421, None));
    }
}
