//! Why a message is not read any further, and what its sender is told.

use http::StatusCode;

macro_rules! refusals {
    ($($(#[doc = $doc:literal])+ $name:ident $status:ident $detail:literal,)+) => {
        /// Why a request is refused: each could be read in two ways, or is larger
        /// than a request of a site is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Refusal {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Refusal {
            /// All of them.
            pub(crate) const ALL: &[Self] = &[$(Self::$name),+];

            /// The status of the answer.
            pub fn status(self) -> StatusCode {
                match self {
                    $(Self::$name => StatusCode::$status,)+
                }
            }

            /// What is wrong, in a sentence for whoever sent it.
            pub fn detail(self) -> &'static str {
                match self {
                    $(Self::$name => $detail,)+
                }
            }

            /// Its name in counters: `line-end`.
            pub(crate) fn word(self) -> String {
                let mut word = String::new();
                for letter in match self { $(Self::$name => stringify!($name),)+ }.chars() {
                    if letter.is_ascii_uppercase() && !word.is_empty() {
                        word.push('-');
                    }
                    word.push(letter.to_ascii_lowercase());
                }
                word
            }
        }
    };
}

refusals! {
    /// The first line is not `method SP target SP version`; HTTP/0.9 is among these.
    RequestLine BAD_REQUEST "the request line is not a method, a target and a version, with one space between",
    /// Neither HTTP/1.1 nor HTTP/1.0.
    Version HTTP_VERSION_NOT_SUPPORTED "this version of HTTP is not spoken here",
    /// A target of none of the four forms of RFC 9112 §3.2, or of one that its method does not take.
    Target BAD_REQUEST "the target of the request is not one that this method takes",
    /// A target over 8 KiB.
    LongTarget URI_TOO_LONG "the address is longer than 8 KiB",
    /// A line feed or a carriage return without the other.
    LineEnd BAD_REQUEST "a line does not end with a carriage return and a line feed",
    /// A name that is empty, or holds what no token holds; a space before the colon is among these.
    FieldName BAD_REQUEST "a header name is not a token followed by a colon",
    /// A line that continues the one before it (RFC 9112 §5.2).
    Folded BAD_REQUEST "a header is folded over several lines",
    /// NUL or another control byte in a value.
    FieldValue BAD_REQUEST "a header value holds a control byte",
    /// More than 100 fields.
    ManyFields REQUEST_HEADER_FIELDS_TOO_LARGE "there are more than 100 headers",
    /// A head over 32 KiB, or trailers over 8 KiB.
    LongHead REQUEST_HEADER_FIELDS_TOO_LARGE "the headers are longer than 32 KiB, or the trailers than 8 KiB",
    /// A `Cookie` over 16 KiB.
    LongCookie REQUEST_HEADER_FIELDS_TOO_LARGE "the cookies are longer than 16 KiB",
    /// HTTP/1.1 without `Host`.
    NoHost BAD_REQUEST "there is no `Host`",
    /// Several `Host`.
    Hosts BAD_REQUEST "there are several `Host`",
    /// A `Host` that is no host.
    Host BAD_REQUEST "the `Host` is not a host with at most a port",
    /// An absolute target at another host than `Host`.
    OtherHost BAD_REQUEST "the target and `Host` name different hosts",
    /// A length that is not digits, or is beyond counting.
    Length BAD_REQUEST "the `Content-Length` is not a plain number",
    /// Several lengths, even equal.
    Lengths BAD_REQUEST "there are several `Content-Length`",
    /// A length and a coding: which of them ends the body?
    LengthAndCoding BAD_REQUEST "there are both `Content-Length` and `Transfer-Encoding`",
    /// A coding other than `chunked`, alone and once; or in HTTP/1.0, which has none.
    Coding BAD_REQUEST "the `Transfer-Encoding` is not `chunked`, once, in HTTP/1.1",
    /// A chunk whose size, extension or end is not written as RFC 9112 §7.1 has it.
    Chunk BAD_REQUEST "a chunk of the body is not written as chunks are",
    /// Extensions of chunks over 4 KiB in one body.
    Extensions BAD_REQUEST "the chunk extensions of the body are longer than 4 KiB",
    /// A trailer that speaks of framing, or of whom the request is for.
    Trailer BAD_REQUEST "a trailer holds what only a header can",
    /// Headers that took more than ten seconds to come.
    SlowHead REQUEST_TIMEOUT "the headers took too long to come",
    /// A body that comes at less than 1 KiB a second.
    SlowBody REQUEST_TIMEOUT "the body comes too slowly",
}
