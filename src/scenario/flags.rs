//! A look at kube-apiserver's arguments as text: which values a flag has, and how to set or drop one. What they
//! mean is for the server's own reading of them, which is stricter.

/// The values of a flag, in order; underscores count as hyphens.
pub fn values<'a>(args: &'a [String], name: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        if name_of(arg).as_deref() == Some(name) {
            match arg.split_once('=') {
                Some((_, value)) => found.push(value),
                None => found.extend(rest.next().map(String::as_str)),
            }
        }
    }
    found
}

/// The value that counts when a flag takes one.
pub fn value<'a>(args: &'a [String], name: &str) -> Option<&'a str> {
    values(args, name).pop().filter(|value| !value.is_empty())
}

/// Sets a flag's only value, in its old place where it had one.
pub fn set(args: &mut Vec<String>, name: &str, value: &str) {
    let flag = format!("--{name}={value}");
    let at = args.iter().position(|arg| name_of(arg).as_deref() == Some(name));
    remove(args, |other| other == name);
    args.insert(at.unwrap_or(args.len()).min(args.len()), flag);
}

/// Drops flags; their names as they were given, each once.
pub fn remove(args: &mut Vec<String>, unwanted: impl Fn(&str) -> bool) -> Vec<String> {
    let mut removed: Vec<String> = Vec::new();
    let mut kept = Vec::new();
    let mut rest = std::mem::take(args).into_iter().peekable();
    while let Some(arg) = rest.next() {
        match name_of(&arg).filter(|name| unwanted(name)) {
            Some(name) => {
                if !arg.contains('=') {
                    // A value of its own; the next flag is none, although a server would take it for one.
                    rest.next_if(|next| !next.starts_with('-'));
                }
                let name = format!("--{name}");
                if !removed.contains(&name) {
                    removed.push(name);
                }
            }
            None => kept.push(arg),
        }
    }
    *args = kept;
    removed
}

/// `--a_b=c` → `a-b`
pub fn name_of(arg: &str) -> Option<String> {
    let name = arg.strip_prefix("--")?.split('=').next()?;
    (!name.is_empty()).then(|| name.replace('_', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn values_are_found_in_either_spelling() {
        for (line, expected) in [
            ("--a=1 --b=2 --a=3", vec!["1", "3"]),
            ("--a 1 --b 2", vec!["1"]),
            ("--a", vec![]),
            ("--ab=1 -a=2 a=3", vec![]),
        ] {
            assert_eq!(values(&args(line), "a"), expected, "{line}");
        }
        assert_eq!(values(&args("--oidc_issuer_url=x"), "oidc-issuer-url"), ["x"]);
    }

    #[test]
    fn a_flag_is_set_in_its_place() {
        for (line, expected) in [
            ("--a=1 --b=2", "--a=9 --b=2"),
            ("--a 1 --b=2 --a=3", "--a=9 --b=2"),
            ("--b=2", "--b=2 --a=9"),
            ("", "--a=9"),
        ] {
            let mut line = args(line);
            set(&mut line, "a", "9");
            assert_eq!(line, args(expected));
        }
    }

    #[test]
    fn removed_flags_are_named_once() {
        let mut line = args("--x=1 --oidc-a=1 --oidc-b 2 --oidc-a=3 --y");
        assert_eq!(remove(&mut line, |name| name.starts_with("oidc-")), ["--oidc-a", "--oidc-b"]);
        assert_eq!(line, args("--x=1 --y"));
    }
}
