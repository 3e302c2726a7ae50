//! `temoin render`: the policies as files.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use temoin_register::Register;
use temoin_render::{Document, list_page};

use crate::cli::{Render, Written};
use crate::files::{documents_or_fail, read_or_fail};
use crate::output::{Failure, Output};
use crate::shown;

pub(crate) fn render(options: &Render, output: &Output) -> Result<ExitCode, Failure> {
    let register = read_or_fail(&options.dir, output)?;
    if options.banner {
        return shown::write(options, &register, output);
    }
    let manage = register.site().urls.first().map_or_else(|| "#temoin".to_owned(), |url| format!("{url}#temoin"));
    let documents = documents_or_fail(&register, &manage, output)?;
    let chosen = choose(options, &register, &documents)?;
    match &options.out {
        Some(out) => write_all(options, &register, &documents, &chosen, out, output)?,
        None => match (chosen.as_slice(), options.format.as_slice()) {
            ([document], [format]) => output.text(&text(document, *format))?,
            _ => {
                return Err(Failure::usage("there is more than one document to write")
                    .hint("add `--out DIR`, or choose one with `--policy ID --lang LANG`"));
            }
        },
    }
    Ok(ExitCode::SUCCESS)
}

fn choose<'d>(options: &Render, register: &Register, all: &'d [Document]) -> Result<Vec<&'d Document>, Failure> {
    if let Some(id) = &options.policy
        && register.policy(id).is_none()
    {
        let known: Vec<&str> = register.declared.policy.iter().map(|policy| policy.id.as_str()).collect();
        return Err(Failure::usage(format!("no policy is called `{id}`")).hint(format!("it has: {}", known.join(", "))));
    }
    if let Some(code) = &options.lang
        && !all.iter().any(|document| document.language.code() == code)
    {
        let known: Vec<&str> = register.site().languages.iter().map(temoin_register::Language::code).collect();
        return Err(
            Failure::usage(format!("nothing is written in `{code}`")).hint(format!("it has: {}", known.join(", ")))
        );
    }
    Ok(all
        .iter()
        .filter(|document| options.policy.as_ref().is_none_or(|id| document.id == *id))
        .filter(|document| options.lang.as_ref().is_none_or(|code| document.language.code() == code))
        .collect())
}

fn text(document: &Document, format: Written) -> String {
    match format {
        Written::Html => document.html(),
        Written::Md => document.markdown(),
        Written::Txt => document.text(),
    }
}

fn write_all(
    options: &Render,
    register: &Register,
    all: &[Document],
    chosen: &[&Document],
    out: &Path,
    output: &Output,
) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::environment(error, format!("`{}` cannot be written", out.display()));
    fs::create_dir_all(out).map_err(failed)?;
    let mut written = String::new();
    let mut write = |name: String, text: String| {
        written.push_str(&format!("{}\n", out.join(&name).display()));
        write_whole(&out.join(name), text)
    };
    for document in chosen {
        for format in &options.format {
            let extension = match format {
                Written::Html => "html",
                Written::Md => "md",
                Written::Txt => "txt",
            };
            write(format!("{}.{extension}", document.file_stem()), text(document, *format)).map_err(failed)?;
        }
    }
    if options.format.contains(&Written::Html) && options.policy.is_none() {
        for language in &register.site().languages {
            if options.lang.as_ref().is_some_and(|code| language.code() != code) {
                continue;
            }
            let address = |document: &Document| format!("{}.html", document.file_stem());
            let page = list_page(register, all, *language, &temoin_render::Around::default(), address);
            write(format!("index.{language}.html"), page).map_err(failed)?;
        }
    }
    output.text(&written)
}

/// Whole or not at all.
pub(crate) fn write_whole(path: &Path, bytes: impl AsRef<[u8]>) -> std::io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
    file.write_all(bytes.as_ref())?;
    #[cfg(unix)]
    file.as_file().set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))?;
    file.persist(path)?;
    Ok(())
}
