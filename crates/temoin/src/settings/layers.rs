//! Where a value may come from.

use temoin_reading::Complaint;

use crate::output::Failure;

/// A value and where it came from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct From<T> {
    pub(crate) value: T,
    pub(crate) origin: String,
}

impl<T> From<T> {
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> From<U> {
        From { value: change(self.value), origin: self.origin }
    }
}

/// The places a value may come from, below the default.
pub(crate) struct Layers {
    /// The settings file, as it was named.
    pub(crate) file: String,
}

impl Layers {
    /// What the first of flag, environment and file says, or the default.
    pub(crate) fn pick<T>(
        &self,
        flag: Option<&String>,
        variable: &str,
        file: Option<T>,
        default: T,
        parse: impl Fn(&str) -> Result<T, Complaint>,
    ) -> Result<From<T>, Failure> {
        let environment = std::env::var(variable).ok();
        for (text, origin) in [(flag.cloned(), "flag"), (environment, "environment")] {
            let Some(text) = text else { continue };
            let value = parse(&text).map_err(|complaint| {
                let place = if origin == "flag" { String::new() } else { format!(" (in `{variable}`)") };
                Failure::usage(format!("{}{place}", complaint.message)).hint(complaint.help)
            })?;
            return Ok(From { value, origin: origin.to_owned() });
        }
        Ok(self.found(file, default))
    }

    /// What the file says, or the default: of what is not worth a flag.
    pub(crate) fn found<T>(&self, file: Option<T>, default: T) -> From<T> {
        match file {
            Some(value) => From { value, origin: self.file.clone() },
            None => From { value: default, origin: "default".to_owned() },
        }
    }
}

pub(crate) fn word<T: Copy>(text: &str, all: &[T], name: fn(T) -> &'static str) -> Result<T, Complaint> {
    all.iter().copied().find(|known| name(*known) == text).ok_or_else(|| {
        let known: Vec<_> = all.iter().map(|word| format!("`{}`", name(*word))).collect();
        Complaint::new(format!("`{text}` is not a word known here"), format!("write one of {}", known.join(", ")))
    })
}
