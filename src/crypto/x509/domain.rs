//! Domain names and mailboxes as name constraints see them.

/// Whether a name is made of non-empty labels of visible ASCII characters. The empty name is, and a constraint may
/// begin with a dot.
pub(super) fn is_valid(name: &str, constraint: bool) -> bool {
    let labels = match name.strip_prefix('.') {
        Some(labels) if constraint => labels,
        _ => name,
    };
    name.is_empty()
        || labels.split('.').all(|label| !label.is_empty() && label.bytes().all(|b| b.is_ascii_graphic()))
}

/// A name from its first dot on; nothing if it has no dot.
pub(super) fn without_first_label(name: &str) -> &str {
    name.find('.').and_then(|dot| name.get(dot..)).unwrap_or_default()
}

/// An e-mail address in two parts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Mailbox {
    pub local: String,
    /// In lower case.
    pub domain: String,
}

impl Mailbox {
    /// Reads the "Mailbox" of RFC 2821 as Go does: backslashes outside of quotes are allowed, any domain is.
    ///
    /// ```text
    /// Mailbox = ( Atom *( "." Atom ) / Quoted-string ) "@" Domain
    /// ```
    pub fn parse(text: &str) -> Option<Mailbox> {
        let (local, rest) = match text.strip_prefix('"') {
            Some(rest) => quoted_string(rest)?,
            None => dot_atom(text)?,
        };
        let domain = rest.strip_prefix('@')?;
        let valid = is_valid(domain, false);
        valid.then(|| Mailbox { local, domain: domain.to_ascii_lowercase() })
    }
}

impl std::fmt::Display for Mailbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

/// The content of a quoted string whose opening quote was read, and what follows it.
fn quoted_string(text: &str) -> Option<(String, &str)> {
    let mut local = String::new();
    let mut characters = text.chars();
    loop {
        match characters.next()? {
            '"' => return Some((local, characters.as_str())),
            '\\' => local.push(characters.next().filter(|c| is_quotable(*c))?),
            // A space is not in the grammar, but in an example of RFC 3696.
            c if is_quotable(c) && c != '\t' => local.push(c),
            _ => return None,
        }
    }
}

/// The characters that may stand behind a backslash: all of ASCII but NUL, LF and CR.
fn is_quotable(c: char) -> bool {
    matches!(c, '\u{1}'..='\u{9}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{7f}')
}

fn dot_atom(text: &str) -> Option<(String, &str)> {
    let mut local = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c == '\\' {
            // RFC 3696 suggests that characters can be escaped outside of quotes.
            rest = rest.get(1..)?;
            local.push(rest.chars().next()?);
        } else if c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c) {
            local.push(c);
        } else {
            break;
        }
        rest = rest.get(rest.chars().next()?.len_utf8()..)?;
    }
    let dots = local.starts_with('.') || local.ends_with('.') || local.contains("..");
    (!local.is_empty() && !dots).then_some((local, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domain_names() {
        for (name, valid, valid_constraint) in [
            ("", true, true),
            ("example.com", true, true),
            ("*.example.com", true, true),
            (".example.com", false, true),
            ("example.com.", false, false),
            (".", false, false),
            ("..a", false, false),
            ("a..b", false, false),
            ("a b", false, false),
            ("a_b-c!", true, true),
            ("a\u{7f}", false, false),
        ] {
            assert_eq!((is_valid(name, false), is_valid(name, true)), (valid, valid_constraint), "{name}");
        }
    }

    #[test]
    fn mailboxes() {
        let parse = |text| Mailbox::parse(text).map(|mailbox| (mailbox.local, mailbox.domain));
        for (text, local, domain) in [
            ("foo@Example.com", "foo", "example.com"),
            ("foo@", "foo", ""),
            ("\"very unusual\"@example.com", "very unusual", "example.com"),
            ("\"a\\\"b\"@x", "a\"b", "x"),
            ("a\\@b@x", "a@b", "x"),
            ("a.b+c@x", "a.b+c", "x"),
        ] {
            assert_eq!(parse(text), Some((local.into(), domain.into())), "{text}");
        }
        for text in
            ["", "@x", "foo", ".a@x", "a.@x", "a..b@x", "a b@x", "\"a@x", "\"a\tb\"@x", "a@x.", "a@.x", "a\\"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
