//! The bytes of files → a text for the paste box. What is no text is written in base64, which is recognised there.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::engine::protocol::FILE_MARK;

/// Nothing that an API server reads is larger (etcd takes 1.5 MB), but for token files.
pub const LARGEST: u64 = 4 << 20;

/// A file as it was dropped.
pub struct Dropped {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// What to do with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// A scenario document, opened as one.
    Scenario(String),
    /// For the box. Each file is named, since a server that misses a file takes it by its name.
    Text(String),
}

/// `None` when there is nothing in any of them.
pub fn taken(files: &[Dropped]) -> Option<Taken> {
    let texts: Vec<(&str, String)> =
        files.iter().map(|file| (file.name.as_str(), text_of(&file.bytes))).collect();
    if let [(_, text)] = texts.as_slice()
        && text.contains("authn-explorer/")
    {
        return Some(Taken::Scenario(text.clone()));
    }
    let mut all = String::new();
    for (name, text) in texts.iter().filter(|(_, text)| !text.trim().is_empty()) {
        let name = name.replace(['\r', '\n'], " ");
        all.push_str(&format!("{FILE_MARK}{name}\n{}\n", text.trim_end()));
    }
    (!all.is_empty()).then_some(Taken::Text(all))
}

/// UTF-8, UTF-16 with its mark (what PowerShell writes), else base64.
fn text_of(bytes: &[u8]) -> String {
    let wide = |from: fn([u8; 2]) -> u16, bytes: &[u8]| {
        let units: Vec<u16> = bytes.as_chunks().0.iter().map(|pair| from(*pair)).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => wide(u16::from_be_bytes, rest),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) if !text.contains('\0') => text.trim_start_matches('\u{feff}').to_owned(),
            _ => STANDARD.encode(bytes),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, bytes: &[u8]) -> Dropped {
        Dropped { name: name.to_owned(), bytes: bytes.to_vec() }
    }

    #[test]
    fn files_stand_one_below_the_other_under_their_names() {
        let files = [file("a.crt", b"x\n\n"), file("empty", b" \n"), file("b", b"y")];
        assert_eq!(taken(&files), Some(Taken::Text("# file: a.crt\nx\n# file: b\ny\n".to_owned())));
        assert_eq!(taken(&files[1..2]), None);
        assert_eq!(taken(&[]), None);
    }

    #[test]
    fn bytes_that_are_no_text_are_written_in_base64() {
        assert_eq!(text_of(&[0x30, 0x82, 0xff, 0x00]), "MIL/AA==");
        assert_eq!(text_of(b"a\0b"), "YQBi");
    }

    #[test]
    fn text_is_read_with_and_without_a_mark() {
        for bytes in [&b"jane"[..], b"\xef\xbb\xbfjane", b"\xff\xfej\0a\0n\0e\0", b"\xfe\xff\0j\0a\0n\0e"] {
            assert_eq!(text_of(bytes), "jane");
        }
    }

    #[test]
    fn a_scenario_is_opened() {
        let text = "apiVersion: authn-explorer/v1\nkind: Scenario\n";
        assert_eq!(taken(&[file("s.yaml", text.as_bytes())]), Some(Taken::Scenario(text.to_owned())));
    }

    #[test]
    fn a_file_cannot_name_itself_into_another() {
        let files = [file("a\n# file: b", b"x")];
        assert_eq!(taken(&files), Some(Taken::Text("# file: a # file: b\nx\n".to_owned())));
    }
}
