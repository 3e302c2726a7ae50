//! Short texts with a shape of their own, as types.

/// Declares a text newtype that parses itself.
macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident, $pattern:literal, $doc_schema:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        parsed!($name, $pattern, $doc_schema);
    };
}

pub(crate) use text_type;
