//! The files of the API server's host, read as Go's `os.ReadFile` reads them.

use std::collections::BTreeMap;

/// The text of a file. Its path may hold `.`, `..` and repeated slashes.
///
/// # Errors
/// Go's text for a path that is not there, or is a folder, or leads through a file.
pub fn read_file<'a>(files: &'a BTreeMap<String, String>, path: &str) -> Result<&'a str, String> {
    if let Some(text) = files.get(path) {
        return Ok(text);
    }
    let wanted = clean(path);
    let mut reason = "no such file or directory";
    for (name, text) in files {
        let name = clean(name);
        if name == wanted {
            return Ok(text);
        }
        if below(&name, &wanted) {
            return Err(format!("read {path}: is a directory"));
        }
        if below(&wanted, &name) {
            reason = "not a directory";
        }
    }
    Err(format!("open {path}: {reason}"))
}

fn below(path: &str, folder: &str) -> bool {
    !folder.is_empty()
        && (folder == "/" || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
}

/// Go's `path.Clean`, for what files need of it.
fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if path.starts_with('/') => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    if path.starts_with('/') { format!("/{joined}") } else { joined }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_where_they_lead_on_a_host() {
        let files = BTreeMap::from([("/pki/ca.crt".to_owned(), "ca".to_owned())]);
        for (path, expected) in [
            ("/pki/ca.crt", Ok("ca")),
            ("//pki//ca.crt", Ok("ca")),
            ("/pki/../pki/./ca.crt", Ok("ca")),
            ("/pki", Err("read /pki: is a directory")),
            ("/", Err("read /: is a directory")),
            ("/pki/ca.crt/x", Err("open /pki/ca.crt/x: not a directory")),
            ("/pki/ca", Err("open /pki/ca: no such file or directory")),
            ("", Err("open : no such file or directory")),
        ] {
            assert_eq!(read_file(&files, path), expected.map_err(str::to_owned), "{path}");
        }
    }
}
