//! The command line.

/// What `authn help` prints.
pub const HELP: &str = "\
Shows how kube-apiserver authenticates the request of a scenario document.

Usage: authn explain FILE... [-o text|json]

  FILE            a scenario document (YAML or JSON); - reads standard input
  -o, --output    text (default) for a person, json for one report a line
  -h, --help      this text

Exit code: 0 every scenario could be evaluated, 1 one was invalid, 2 wrong usage.
";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Text,
    Json,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arguments {
    pub files: Vec<String>,
    pub format: Format,
}

/// Reads the arguments behind the program's name; `None` asks for help.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn parse(arguments: &[String]) -> Result<Option<Arguments>, String> {
    let mut rest = arguments.iter().map(String::as_str);
    match rest.next() {
        Some("explain") => {}
        Some("help" | "-h" | "--help") => return Ok(None),
        Some(other) => return Err(format!("unknown command {other:?}")),
        None => return Err("a command is missing".to_owned()),
    }
    let mut files = Vec::new();
    let mut format = Format::Text;
    while let Some(argument) = rest.next() {
        let value = match argument {
            "-h" | "--help" => return Ok(None),
            "-o" | "--output" => rest.next().ok_or_else(|| format!("{argument} needs a value"))?,
            _ => match argument.strip_prefix("--output=").or_else(|| argument.strip_prefix("-o")) {
                Some(value) => value.trim_start_matches('='),
                None if argument.starts_with('-') && argument != "-" => {
                    return Err(format!("unknown option {argument}"));
                }
                None => {
                    files.push(argument.to_owned());
                    continue;
                }
            },
        };
        format = match value {
            "text" => Format::Text,
            "json" => Format::Json,
            other => return Err(format!("unknown output format {other:?}; text and json are known")),
        };
    }
    if files.is_empty() {
        return Err("no scenario file is named".to_owned());
    }
    if files.iter().filter(|file| *file == "-").count() > 1 {
        return Err("standard input can be read only once".to_owned());
    }
    Ok(Some(Arguments { files, format }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Option<Arguments>, String> {
        parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn the_command_lines_of_the_documentation() {
        let json = |files: &[&str]| {
            let files = files.iter().map(|file| (*file).to_owned()).collect();
            Ok(Some(Arguments { files, format: Format::Json }))
        };
        for line in [
            "explain a.yaml -o json",
            "explain -o=json a.yaml",
            "explain a.yaml --output=json",
            "explain -ojson a.yaml",
        ] {
            assert_eq!(parsed(line), json(&["a.yaml"]), "{line}");
        }
        assert_eq!(parsed("explain -o json a - b"), json(&["a", "-", "b"]));
        assert_eq!(
            parsed("explain a"),
            Ok(Some(Arguments { files: vec!["a".into()], format: Format::Text }))
        );
        assert_eq!(parsed("--help"), Ok(None));
    }

    #[test]
    fn wrong_usage_is_said() {
        for (line, message) in [
            ("", "a command is missing"),
            ("explore a", "unknown command \"explore\""),
            ("explain", "no scenario file is named"),
            ("explain a -o", "-o needs a value"),
            ("explain a -o yaml", "unknown output format \"yaml\"; text and json are known"),
            ("explain a --verbose", "unknown option --verbose"),
            ("explain - -", "standard input can be read only once"),
        ] {
            assert_eq!(parsed(line), Err(message.to_owned()), "{line}");
        }
    }
}
